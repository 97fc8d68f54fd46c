"""Where an installed package keeps files that are served to the browser."""

from importlib.util import find_spec
from pathlib import Path


def package_folder(name: str) -> Path:
    """The folder of the top-level package `name`, found without importing it. Raises `ModuleNotFoundError`."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"No package named {name!r} is installed", name=name)
    return Path(spec.submodule_search_locations[0])
