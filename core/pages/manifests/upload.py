"""The files in an upload: loose, in folders, in zip archives, or pasted; bounded in size, number and depth."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.machinery.decode.reading import MAX_BYTES

MIB = 1024 * 1024
LARGEST_FILE = MAX_BYTES
LARGEST_UPLOAD = 32 * MIB  # of unpacked text
MOST_FILES = 2_000
MOST_IGNORED = 50
READ = (".yaml", ".yml", ".json")
PASTED = "pasted.yaml"
LONGEST_PATH = 300


@dataclass(frozen=True)
class Source:
    """One file: its bytes, or why they were not read."""

    path: str
    data: bytes = b""
    problem: str = ""
    size: int = 0


@dataclass
class Upload:
    """What was sent. `ignored` names files that are no manifests."""

    sources: list[Source] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    taken: int = 0
    is_full: bool = False
    """Whether something was left out for size or number: what follows is not even unpacked."""

    def add(self, path: str, data: bytes) -> None:
        """Keep a file, unless the upload is full."""
        if self.is_full:
            return
        if len(self.sources) >= MOST_FILES:
            most = {"most": MOST_FILES}
            self._close(path, _("These are more than %(most)s files; what follows was not read.") % most)
        elif self.taken + len(data) > LARGEST_UPLOAD:
            most = {"most": LARGEST_UPLOAD // MIB}
            self._close(path, _("These are more than %(most)s MiB in all; what follows was not read.") % most)
        else:
            self.taken += len(data)
            self.sources.append(Source(path, data, size=len(data)))

    def _close(self, path: str, problem: str) -> None:
        self.is_full = True
        self.sources.append(Source(path, problem=problem))

    def refuse(self, path: str, problem: str, size: int = 0) -> None:
        """Note a file that is a manifest by its name and cannot be read."""
        if not self.is_full:
            self.sources.append(Source(path, problem=problem, size=size))
            self.is_full = len(self.sources) > MOST_FILES

    def ignore(self, path: str) -> None:
        """Note a file that is no manifest by its name."""
        if len(self.ignored) < MOST_IGNORED:
            self.ignored.append(path)


def read_upload(request: HttpRequest) -> Upload:
    """The files of a multipart request, with their relative paths from the fields `paths`, and its field `text`."""
    upload = Upload()
    files = [file for name in ("files", "files[]") for file in request.FILES.getlist(name)]
    paths = [path for name in ("paths", "paths[]") for path in request.POST.getlist(name)]
    if len(paths) != len(files):
        paths = [file.name or "" for file in files]
    for file, path in zip(files, paths, strict=True):
        _take(upload, clean_path(path), file)
    text = request.POST.get("text")
    if text:
        upload.add(PASTED, text.encode("utf-8", "surrogatepass"))
    return upload


def clean_path(path: str) -> str:
    """A path for people to read: relative, without control characters, never a way out of its folder."""
    readable = "".join(letter for letter in path.replace("\\", "/") if letter.isprintable())
    parts = [part for part in PurePosixPath(readable).parts if part not in ("/", "..", ".")]
    return "/".join(parts)[-LONGEST_PATH:] or "unnamed"


def _take(upload: Upload, path: str, file: "UploadedFile[Any]") -> None:
    if path.lower().endswith(".zip"):
        _unpack(upload, path, file)
    elif not path.lower().endswith(READ):
        upload.ignore(path)
    elif (file.size or 0) > LARGEST_FILE:
        upload.refuse(path, _too_large(file.size or 0), file.size or 0)
    else:
        upload.add(path, file.read())


def _too_large(size: int) -> str:
    values = {"size": f"{size / MIB:.1f}", "most": LARGEST_FILE // MIB}
    return _("The file has %(size)s MiB; at most %(most)s MiB are read.") % values


def _unpack(upload: Upload, path: str, file: "UploadedFile[Any]") -> None:
    """Read the manifests in an archive; nothing in its headers is believed."""
    try:
        with zipfile.ZipFile(file) as archive:
            for member in _manifests(upload, path, archive.infolist()):
                _extract(upload, archive, member, f"{path}/{clean_path(member.filename)}")
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        upload.refuse(path, _("This is not a zip archive that can be read."), file.size or 0)


def _manifests(upload: Upload, path: str, members: Iterable[zipfile.ZipInfo]) -> Iterator[zipfile.ZipInfo]:
    for member in members:
        name = clean_path(member.filename)
        hidden = name.startswith(("__MACOSX/", ".")) or "/." in name
        if member.is_dir() or hidden:
            continue
        if name.lower().endswith(READ):
            yield member
        else:
            upload.ignore(f"{path}/{name}")
        if upload.is_full:
            return


def _extract(upload: Upload, archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: str) -> None:
    try:
        with archive.open(member) as file:
            data = _bounded(file)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, OSError):
        upload.refuse(path, _("This part of the archive cannot be read: it is damaged or encrypted."))
        return
    if data is None:
        upload.refuse(path, _too_large(max(member.file_size, LARGEST_FILE + 1)), member.file_size)
    else:
        upload.add(path, data)


def _bounded(file: IO[bytes]) -> bytes | None:
    """All bytes, or None when there are more than a file may have."""
    data = file.read(LARGEST_FILE + 1)
    return data if len(data) <= LARGEST_FILE else None
