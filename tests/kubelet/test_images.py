"""Image names: which are valid, which cannot be pulled, how big the others are."""

from __future__ import annotations

import pytest

from simulator.kubelet import images, references


@pytest.mark.parametrize(
    ("image", "full"),
    [
        pytest.param("nginx", "docker.io/library/nginx:latest", id="a short name is of the library"),
        pytest.param("team/app:1", "docker.io/team/app:1", id="a team's name is of the hub"),
        pytest.param("localhost:5000/app", "localhost:5000/app:latest", id="a port makes a registry"),
        pytest.param("registry.k8s.io/pause:3.10", "registry.k8s.io/pause:3.10", id="a dot makes a registry"),
        pytest.param(
            "busybox:1@sha256:" + "a" * 64, "docker.io/library/busybox:1@sha256:" + "a" * 64, id="tag and digest"
        ),
        pytest.param(
            "busybox@sha256:" + "a" * 64, "docker.io/library/busybox@sha256:" + "a" * 64, id="a digest needs no tag"
        ),
    ],
)
def test_names_are_read_as_runtimes_read_them(image: str, full: str) -> None:
    found = references.parse(image)
    assert found is not None
    assert found.full == full


@pytest.mark.parametrize(
    "image",
    [
        "${PREFIX}/app",
        "Nginx",
        "nginx:",
        "nginx:a b",
        "a//b",
        "-x",
        "",
        "nginx@sha256:abc",
        "nginx:" + "a" * 129,
        "a" * 300,
    ],
)
def test_names_that_are_none_are_invalid(image: str) -> None:
    assert references.parse(image) is None
    failure = images.failure_of(image)
    assert failure is not None
    assert failure.reason == "InvalidImageName"


@pytest.mark.parametrize(
    ("image", "said"),
    [
        pytest.param("nginx:nope", "docker.io/library/nginx:nope: not found", id="a tag nobody has"),
        pytest.param(
            "team/does-not-exist", "pull access denied, repository does not exist", id="a repository of the hub"
        ),
        pytest.param("quay.io/team/not-found:1", "quay.io/team/not-found:1: not found", id="a repository elsewhere"),
        pytest.param(
            "registry.invalid/app:1", "lookup registry.invalid: no such host", id="a host that does not resolve"
        ),
    ],
)
def test_images_that_do_not_exist_fail_with_the_runtimes_words(image: str, said: str) -> None:
    failure = images.failure_of(image)
    assert failure is not None
    assert failure.reason == "ErrImagePull"
    assert said in failure.message


def test_sizes_are_drawn_from_the_name_alone() -> None:
    assert images.size_of("team/app:1") == images.size_of("docker.io/team/app:1")
    assert images.size_of("team/app:1") != images.size_of("team/app:2")
    assert all(images.SMALLEST <= images.size_of(f"team/app:{n}") / images.MIB <= images.LARGEST for n in range(200))


def test_bigger_images_take_longer_and_present_ones_only_a_look() -> None:
    assert (
        images.pull_time("postgres:16", False) > images.pull_time("redis:7", False) > images.pull_time("redis:7", True)
    )
    assert images.pull_time("redis:7", True) == images.CHECK
