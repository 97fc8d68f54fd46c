"""The pure parts of the pages: colours of YAML, folding of diffs, layout, series, filters, rewriting of uploads."""

from typing import Any

import pytest


@pytest.fixture(scope="module")
def run(chromium: Any, server: str) -> Any:
    """Evaluates an expression with one module's exports in scope as `m`."""
    page = chromium.new_page()
    page.goto(server + "/sign-in/")
    base = page.eval_on_selector("link[rel=stylesheet]", "link => new URL('..', link.href).href")

    def evaluate(module: str, expression: str, argument: Any = None) -> Any:
        return page.evaluate(
            f"async (given) => {{ const m = await import('{base}{module}'); return {expression} }}", argument
        )

    yield evaluate
    page.close()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("replicas: 3", [["key", "replicas"], ["mark", ":"], ["", " "], ["num", "3"]]),
        (
            '- name: "a: b" # why',
            [
                ["mark", "- "],
                ["key", "name"],
                ["mark", ":"],
                ["", " "],
                ["str", '"a: b"'],
                ["", " "],
                ["note", "# why"],
            ],
        ),
        ("image: gcr.io/a:v1", [["key", "image"], ["mark", ":"], ["", " "], ["", "gcr.io/a:v1"]]),
        ("# note", [["note", "# note"]]),
        ("---", [["mark", "---"]]),
        ("on: true", [["key", "on"], ["mark", ":"], ["", " "], ["word", "true"]]),
        ("<script>alert(1)</script>", [["", "<script>alert(1)</script>"]]),
    ],
    ids=[
        "a key and a number",
        "a list item with quotes and a comment",
        "a colon inside a value",
        "a comment",
        "a document mark",
        "a word",
        "markup stays text",
    ],
)
def test_yaml_is_coloured(run: Any, line: str, expected: list[list[str]]) -> None:
    assert run("view/yaml.js", "m.colourLines([given])[0]", line) == expected


def test_a_block_scalar_is_text_until_its_indent_ends(run: Any) -> None:
    kinds = run(
        "view/yaml.js", "m.colourLines(given).map((line) => line[line[0][0] ? 0 : 1][0])", ["cmd: |", "  x: 1", "y: 2"]
    )
    assert kinds == ["key", "str", "key"]


def test_colouring_loses_no_character_and_takes_no_time_on_hostile_lines(run: Any) -> None:
    lines = ["a" * 1900 + " " * 90, '"' * 1999, "{" * 1999, "a: " * 660, "x" * 100_000, "- " * 900, "\x1b[31m: \u202e"]
    joined, spent = run(
        "view/yaml.js",
        "(() => { const t = performance.now(); const all = m.colourLines(given).map((line) => line.map(([, text]) => text).join('')); return [all, performance.now() - t] })()",
        lines,
    )
    assert joined == lines
    assert spent < 500


def test_long_equal_stretches_of_a_diff_fold(run: Any) -> None:
    lines = [[" ", str(n)] for n in range(20)] + [["-", "old"], ["+", "new"]] + [[" ", "end"]]
    pieces = run(
        "view/diff.js", "m.foldDiff(given).map((piece) => piece.fold ? piece.fold.length : piece.line[1])", lines
    )
    assert pieces == [17, "17", "18", "19", "old", "new", "end"]


def test_the_first_row_in_sight_is_found(run: Any) -> None:
    found = run(
        "view/virtual.js",
        "[-5, 0, 9, 10, 29, 30, 99].map((y) => m.indexAt(m.topsOf([10, 20, 30].map((height) => ({ key: '', height }))), y))",
    )
    assert found == [0, 0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("pods", "expected"),
    [(3, (3, 0, 1)), (14, (14, 0, 1)), (15, (15, 0, 2)), (42, (42, 0, 3)), (500, (39, 461, 3))],
    ids=["few", "a full row", "one more", "three full rows", "too many: room is left for the count"],
)
def test_pods_fit_their_strip(run: Any, pods: int, expected: tuple[int, int, int]) -> None:
    fitted = run("workloads/layout.js", "m.fitStrip(given, 252)", pods)
    assert (fitted["shown"], fitted["hidden"], fitted["rows"]) == expected


def test_a_family_hides_the_revisions_that_are_not_in_use(run: Any) -> None:
    family = {"root": {"uid": "d"}, "children": [{"uid": "r2", "desired": 3}, {"uid": "r1", "desired": 0}]}
    block = run(
        "workloads/layout.js",
        "m.layFamily(given.root, given.children, { pods: (uid) => (uid === 'r2' ? 3 : 0), width: 780, unfolded: false })",
        family,
    )
    assert [card["workload"]["uid"] for card in block["cards"]] == ["d", "r2"]
    assert block["folded"] == 1
    assert run("workloads/layout.js", "m.wirePath({ from: [0, 5], to: [9, 5] })") == "M0 5H9"


def test_series_are_held_until_their_next_step(run: Any) -> None:
    minute = 60_000_000
    series = [
        {"revision": 2, "replicaset": "b", "points": [[minute, 1, 0], [2 * minute, 2, 2]]},
        {"revision": 1, "replicaset": "a", "points": [[0, 3, 3], [2 * minute, 1, 1]]},
    ]
    stack = run("workloads/rollout-series.js", "m.stack(given, 180e6)", series)
    at = dict(
        zip(
            stack["times"], zip(*[layer["pods"] for layer in stack["layers"]], stack["ready"], strict=True), strict=True
        )
    )
    assert [layer["revision"] for layer in stack["layers"]] == [1, 2]
    assert at[minute] == (3, 1, 3)
    assert at[2 * minute] == (1, 2, 3)
    assert at[3 * minute] == (1, 2, 3)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"kind": "Deployment", "ready": 3, "desired": 3}, ["3 of 3", "ok"]),
        ({"kind": "DaemonSet", "ready": 5, "desired": 6}, ["5 of 6", "wait"]),
        ({"kind": "Deployment", "ready": 1, "desired": 3, "status": "Failed"}, ["failed · 1 of 3", "bad"]),
        ({"kind": "Deployment", "ready": 4, "desired": 4, "paused": 1}, ["paused · 4 of 4", "wait"]),
        ({"kind": "Deployment", "ready": 0, "desired": 0}, ["0 of 0", "quiet"]),
        ({"kind": "Job", "ready": 0, "desired": 1, "available": 1}, ["complete", "ok"]),
    ],
    ids=["all there", "one lacks", "failed", "paused", "scaled to nothing", "a job that is done"],
)
def test_progress_in_words(run: Any, row: dict[str, Any], expected: list[str]) -> None:
    progress = run(
        "workloads/progress.js",
        "m.progressOf(given, [])",
        {"available": 0, "updated": 0, "paused": 0, "status": "", **row},
    )
    assert [progress["text"], progress["tone"]] == expected


def test_a_rollout_counts_what_is_updated_and_available(run: Any) -> None:
    given = [
        {"kind": "Deployment", "desired": 10, "updated": 6, "available": 10, "ready": 10, "status": ""},
        [{"desired": 6, "ready": 4}, {"desired": 6, "ready": 6}],
    ]
    assert run("workloads/progress.js", "m.progressOf(...given).text", given) == "rolling 60 %"


EVENTS = [
    {
        "uid": "1",
        "time": 1,
        "type": "Normal",
        "reason": "Started",
        "message": "container",
        "object": "Pod/a",
        "subject": "A",
        "namespace": "x",
        "count": 1,
        "source": "kubelet",
    },
    {
        "uid": "2",
        "time": 3,
        "type": "Warning",
        "reason": "BackOff",
        "message": "restarting",
        "object": "Pod/b",
        "subject": "B",
        "namespace": "y",
        "count": 7,
        "source": "kubelet",
    },
    {
        "uid": "3",
        "time": 2,
        "type": "Normal",
        "reason": "Pulled",
        "message": "image",
        "object": "Pod/a",
        "subject": "A",
        "namespace": "x",
        "count": 1,
        "source": "kubelet",
    },
]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({}, "231"),
        ({"type": "Warning"}, "2"),
        ({"namespace": "x"}, "31"),
        ({"text": "kubelet IMAGE"}, "3"),
        ({"reason": "BackOff", "namespace": "x"}, ""),
    ],
    ids=["newest first", "one type", "one namespace", "every word, in any case", "all filters at once"],
)
def test_events_are_filtered(run: Any, wish: dict[str, str], expected: str) -> None:
    full = {"type": "", "reason": "", "namespace": "", "text": "", **wish}
    assert (
        run("events/filter.js", "m.choose(given[0], given[1]).map((row) => row.uid).join('')", [EVENTS, full])
        == expected
    )


def test_events_are_grouped_by_object(run: Any) -> None:
    groups = run(
        "events/filter.js",
        "m.group(m.choose(given, { type: '', reason: '', namespace: '', text: '' })).map((one) => [one.object, one.events.length, one.warnings, one.times])",
        EVENTS,
    )
    assert groups == [["Pod/b", 1, 1, 7], ["Pod/a", 2, 0, 2]]


@pytest.mark.parametrize(
    ("row", "fault", "expected"),
    [
        (
            "  replica: 3",
            {"column": 3, "path": "spec.replica", "message": 'unknown field "spec.replica"', "suggestion": "replicas"},
            "  replicas: 3",
        ),
        (
            '  "replica": 3',
            {"column": 3, "path": "spec.replica", "message": 'unknown field "spec.replica"', "suggestion": "replicas"},
            '  "replicas": 3',
        ),
        (
            "kind: Deploymnet",
            {"column": 1, "path": "kind", "message": 'no matches for kind "Deploymnet"', "suggestion": "Deployment"},
            "kind: Deployment",
        ),
        (
            "kind: Deploymnet",
            {"column": 7, "path": "kind", "message": 'no matches for kind "Deploymnet"', "suggestion": "Deployment"},
            "kind: Deployment",
        ),
        (
            "  replica: 3",
            {"path": "spec.replica", "message": 'unknown field "spec.replica"', "suggestion": "replicas"},
            "  replicas: 3",
        ),
        (
            "",
            {"column": 3, "path": "spec.replica", "message": 'unknown field "spec.replica"', "suggestion": "replicas"},
            None,
        ),
    ],
    ids=[
        "a field",
        "a field in quotes",
        "a value, placed at its key",
        "a value, placed at itself",
        "without a column",
        "not at its place",
    ],
)
def test_a_near_miss_is_put_right(run: Any, row: str, fault: dict[str, Any], expected: str | None) -> None:
    fixed = run("manifests/rewrite.js", "m.fixName(given[0], given[1])", [f"first\n{row}\nlast", {"line": 2, **fault}])
    assert fixed == (None if expected is None else f"first\n{expected}\nlast")


def test_files_of_an_archive_are_rebuilt_line_by_line(run: Any) -> None:
    documents = [
        {"line": 7, "end_line": 8, "source": "c: 3\nd: 4"},
        {"line": 2, "end_line": 3, "source": "a: 1\nb: 2\n"},
    ]
    assert run("manifests/rewrite.js", "m.rebuild(given)", documents) == "\na: 1\nb: 2\n\n\n---\nc: 3\nd: 4\n"


def test_a_document_is_replaced_at_its_lines(run: Any) -> None:
    assert (
        run("manifests/rewrite.js", "m.replaceDocument('a\\n---\\nb\\nc\\n---\\nd', { line: 3, end_line: 4 }, 'x\\n')")
        == "a\n---\nx\n---\nd"
    )


def test_only_manifests_are_taken_from_a_folder(run: Any) -> None:
    paths = ["app/b.yaml", "app/a.yml", "app/README.md", "app/.git/config.yaml", "__MACOSX/x.yaml", "c.json", "d.zip"]
    found = run(
        "manifests/collect.js",
        "(() => { const s = m.sift(given.map((path) => ({ path, file: null }))); return [s.inputs.map((one) => one.path), s.ignored] })()",
        paths,
    )
    assert found == [["app/a.yml", "app/b.yaml", "c.json", "d.zip"], 3]


@pytest.mark.parametrize(
    ("refusing", "expected"), [(2, "ppr-"), (0, "r---"), (-1, "pppp")], ids=["the third refused", "the first", "none"]
)
def test_cells_of_the_heat_map(run: Any, refusing: int, expected: str) -> None:
    assert (
        run(
            "inspector/heat-map.js",
            "m.cellsOf(4, given).map((cell) => ({ passed: 'p', refused: 'r', unasked: '-' })[cell]).join('')",
            refusing,
        )
        == expected
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("100m", 100), ("2", 2000), ("1.5", 1500), ("", 0), ("lots", 0)],
    ids=["millicores", "cores", "a fraction", "nothing", "no quantity"],
)
def test_quantities_are_read(run: Any, text: str, expected: int) -> None:
    assert run("view/amounts.js", "m.milli(given)", text) == expected
    assert run("view/amounts.js", "m.bytes('15Gi')") == 15 * 1024**3


def test_a_pod_requests_the_greater_of_its_containers_and_init_containers(run: Any) -> None:
    def asks(cpu: str, **more: Any) -> dict[str, Any]:
        return {"resources": {"requests": {"cpu": cpu}}, **more}

    spec = {
        "containers": [asks("100m"), asks("200m")],
        "initContainers": [asks("250m"), asks("50m", restartPolicy="Always")],
        "overhead": {"cpu": "10m"},
    }
    assert run("view/amounts.js", "m.requested(given, 'cpu')", spec) == 360


def test_a_reason_says_its_sentence_or_else_its_figures(run: Any) -> None:
    assert (
        run(
            "inspector/decisions.js",
            "m.reasonText(given)",
            {"formula": "13 − 10 = 3", "rule": "surge left", "desired": 10},
        )
        == "13 − 10 = 3 · surge left"
    )
    assert (
        run("inspector/decisions.js", "m.reasonText(given)", {"available": 8, "minFloor": 8, "nodes": ["a", "b"]})
        == "available 8 · min floor 8 · nodes: a, b"
    )


def test_of_the_past_only_what_had_begun_is_drawn(run: Any) -> None:
    series = [
        {"revision": 1, "replicaset": "a", "points": [[0, 3, 3], [400_000_000, 0, 0]]},
        {"revision": 2, "replicaset": "b", "points": [[300_000_000, 3, 0]]},
    ]
    stack = run("workloads/rollout-series.js", "m.stack(given, 100e6)", series)
    assert [layer["revision"] for layer in stack["layers"]] == [1]
    assert stack["times"][-1] == 100_000_000
    assert run("workloads/rollout-series.js", "m.stack(given, -1).layers", series) == []
