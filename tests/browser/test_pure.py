"""The pure parts of frame, stream, time bar and topology, run in the browser that they are written for."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def run(chromium: Any, server: str) -> Iterator[Run]:
    """`run("topology/hit.js", "m => m.…(given)", given)`: a function of a module, called in the browser."""
    page = chromium.new_page(base_url=server)
    page.goto("/sign-in/")
    base = page.locator("link[rel=icon]").get_attribute("href").removesuffix("icon.svg")

    def call(module: str, function: str, given: Any = None) -> Any:
        source = f"async (given) => {{ const m = await import({base + module!r}); return ({function})(m, given) }}"
        return page.evaluate(source, given)

    yield call
    page.close()


def zones(*sizes: int) -> list[dict[str, Any]]:
    """Zones of so many nodes; each with one pool, and nodes as the layouts read them."""
    found = []
    for z, size in enumerate(sizes):
        nodes = [
            {"row": {"name": f"n{z}-{i}", "taints": []}, "isReady": True, "pressures": [], "own": {"pods": [None] * (i % 30)}, "system": {"pods": [None] * 2}}
            for i in range(size)
        ]  # fmt: skip
        found.append({"name": f"zone-{z}", "nodes": nodes, "pools": [{"name": "general", "nodes": nodes}]})
    return found


BOXES = (
    "layout => ({width: layout.width, height: layout.height, boxes: layout.boxes.map(({x, y, w, h}) => [x, y, w, h])})"
)


def overlapping(boxes: list[list[float]]) -> list[tuple[list[float], list[float]]]:
    """Pairs of boxes that share some ground."""
    ordered = sorted(boxes)
    return [
        (a, b)
        for i, a in enumerate(ordered)
        for b in ordered[i + 1 : i + 400]
        if a[0] + a[2] > b[0] + 0.01 and a[1] + a[3] > b[1] + 0.01 and b[1] + b[3] > a[1] + 0.01
    ]


@pytest.mark.parametrize(
    ("sizes", "width"),
    [
        ((2, 2, 2), 1172),
        ((2, 2, 2), 788),
        ((34, 33, 33), 1172),
        ((1,), 1172),
        ((60,), 1172),
        ((5, 1), 600),
        ((1, 1, 1), 300),
    ],
)
def test_cards_do_not_overlap_and_use_the_width_that_there_is(run: Run, sizes: tuple[int, ...], width: int) -> None:
    layout = run(
        "topology/layout-cards.js",
        f"(m, g) => ({BOXES})(m.layoutCards(g.zones, g.width))",
        {"zones": zones(*sizes), "width": width},
    )
    assert len(layout["boxes"]) == sum(sizes)
    assert overlapping(layout["boxes"]) == []
    assert layout["width"] <= max(width, len(sizes) * (224 + 14)) + 0.01
    assert all(w >= 224 for _, _, w, _ in layout["boxes"])


def test_equal_zones_get_equal_columns(run: Run) -> None:
    layout = run("topology/layout-cards.js", f"(m, g) => ({BOXES})(m.layoutCards(g, 1172))", zones(34, 33, 33))
    assert len({x for x, *_ in layout["boxes"]}) == 3


@pytest.mark.parametrize("sizes", [(400, 300, 300), (1667, 1667, 1666), (500,) * 10])
def test_cells_do_not_overlap_and_all_are_in_sight(run: Run, sizes: tuple[int, ...]) -> None:
    layout = run("topology/layout-heat.js", f"(m, g) => ({BOXES})(m.layoutHeat(g, 1146, 550))", zones(*sizes))
    assert len(layout["boxes"]) == sum(sizes)
    assert overlapping(layout["boxes"]) == []
    assert layout["height"] <= 550
    assert all(x >= 0 and x + w <= 1146.01 for x, _, w, _ in layout["boxes"])


def test_a_pod_keeps_its_square_until_it_goes_and_a_new_one_takes_the_first_free(run: Run) -> None:
    places = run(
        "topology/node-item.js",
        """m => { const slots = new m.Slots(); const pod = uid => ({uid})
        for (const uid of 'abcd') slots.put(pod(uid))
        slots.take('b'); const after = slots.placeOf('d'); slots.put(pod('e'))
        slots.take('d'); return [after, slots.placeOf('e'), slots.pods.length, slots.size] }""",
    )
    assert places == [3, 1, 3, 3]


@pytest.mark.parametrize(
    ("pod", "node", "expected"),
    [
        ({"status": "Running", "ready": 1, "containers": 1}, "True", "running"),
        ({"status": "Running", "ready": 0, "containers": 1}, "True", "starting"),
        ({"status": "Running", "ready": 1, "containers": 1}, "Unknown", "unknown"),
        ({"status": "Pending", "node": ""}, None, "pending"),
        ({"status": "Pending", "node": "n1"}, "True", "starting"),
        ({"status": "SchedulingGated", "node": ""}, None, "pending"),
        ({"status": "ContainerCreating"}, "True", "starting"),
        ({"status": "Init:0/2"}, "True", "starting"),
        ({"status": "Init:CrashLoopBackOff"}, "True", "failing"),
        ({"status": "ImagePullBackOff"}, "True", "failing"),
        ({"status": "Completed"}, "Unknown", "done"),
        ({"status": "Terminating"}, "Unknown", "terminating"),
        ({"status": "Evicted"}, "True", "failing"),
    ],
    ids=lambda value: value.get("status") if isinstance(value, dict) else str(value),
)
def test_the_state_of_a_pod(run: Run, pod: dict[str, Any], node: str | None, expected: str) -> None:
    assert (
        run("stream/pod-state.js", "(m, g) => m.podState(g.pod, g.node ?? undefined)", {"pod": pod, "node": node})
        == expected
    )


def test_a_snapshot_with_frames_equals_the_later_snapshot(run: Run) -> None:
    """Random deltas on one side, the same rows written anew on the other."""
    same = run(
        "stream/store.js",
        """async (m) => { const { Tables } = await import(new URL('../stream/tables.js', document.querySelector('link[rel=icon]').href.replace('icon.svg', 'stream/')).href)
        let seed = 7; const draw = n => (seed = (seed * 1103515245 + 12345) % 2147483648) % n
        const cols = ['uid', 'name', 'status']; const rows = new Map()
        const row = i => [`u${i}`, `p${i}`, `s${draw(5)}`]
        for (let i = 0; i < 50; i += 1) rows.set(`u${i}`, row(i))
        const start = new Tables(); start.begin({pods: {cols, rows: [...rows.values()]}}); start.revision = 1
        const told = []; const store = new m.Store(run => told.push(run)); store.replaceLive(start)
        let mirror = new Map([...store.pods]); store.subscribe(['pods'], changes => {
          if (changes.pods.reset) mirror = new Map([...store.pods])
          for (const uid of changes.pods.gone.keys()) mirror.delete(uid)
          for (const uid of changes.pods.set.keys()) mirror.set(uid, store.pods.get(uid)) })
        for (let step = 0; step < 300; step += 1) {
          const set = [], del = []
          for (let k = 0; k < 4; k += 1) { const i = draw(80); if (draw(3)) { rows.set(`u${i}`, row(i)); set.push(rows.get(`u${i}`)); } }
          const uid = `u${draw(80)}`; if (rows.has(uid) && !set.some(r => r[0] === uid)) { rows.delete(uid); del.push(uid) }
          store.applyDelta({from: step + 1, to: step + 2, set: {pods: set}, del: {pods: del}})
          if (!draw(3)) while (told.length) told.shift()() }
        while (told.length) told.shift()()
        const later = new Tables(); later.begin({pods: {cols, rows: [...rows.values()]}})
        const text = map => JSON.stringify([...map].sort((a, b) => a[0] < b[0] ? -1 : 1))
        return [text(store.pods) === text(later.rows.pods), text(mirror) === text(later.rows.pods), rows.size] }""",
    )
    assert same[:2] == [True, True]
    assert same[2] > 30


def test_the_wait_before_a_reconnect_grows_to_five_seconds_with_jitter(run: Run) -> None:
    waits = run("stream/socket.js", "m => [0, 1, 3, 9, 50].map(n => [m.waitBefore(n, 0), m.waitBefore(n, 1)])")
    assert waits == [[250, 500], [500, 1000], [2000, 4000], [2500, 5000], [2500, 5000]]


def test_the_clock_goes_on_between_words_and_stands_when_paused_or_behind(run: Run) -> None:
    moments = run(
        "stream/clock.js",
        """m => { let wall = 1000; const clock = new m.Clock(() => wall); const state = {time: 5e6, at: 0, speed: 60, paused: false, target: null, lag: 0, revision: 1, first: 0}
        const after = change => { clock.set({...state, ...change}); wall += 2000; return clock.now() }
        return [after({}), after({paused: true}), after({lag: 1}), after({speed: 0}), after({target: 6e6})] }""",
    )
    assert moments == [125e6, 5e6, 5e6, 5e6, 6e6]


def test_waiting_pods_are_grouped_by_workload_and_reason(run: Run) -> None:
    pods = [
        {"namespace": "d", "workload": f"Deployment/{name}", "reason": reason, "uid": str(i)}
        for i, (name, reason) in enumerate([("a", ""), ("b", "no room"), ("b", "no room"), ("c", "taint")])
    ]
    groups = run(
        "topology/tray-groups.js",
        "(m, g) => m.groupWaiting(g).map(group => [group.name, group.pods.length, group.reason])",
        pods,
    )
    assert groups == [["b", 2, "no room"], ["c", 1, "taint"], ["a", 1, ""]]


def test_a_name_keeps_its_colour_and_names_differ(run: Run) -> None:
    colours = run(
        "format/category-colour.js", "m => ['frontend', 'frontend', 'cartservice', 'worker'].map(m.categoryColour)"
    )
    assert colours[0] == colours[1]
    assert len(set(colours)) == 3


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0s"), (41, "41s"), (90, "1m30s"), (900, "15m"), (7300, "2h1m"), (90000, "1d1h"), (2000000, "23d")],
)
def test_ages_read_as_kubectl_shows_them(run: Run, seconds: int, expected: str) -> None:
    assert run("format/quantity.js", "(m, g) => m.age(g)", seconds) == expected


@pytest.mark.parametrize(
    ("amount", "expected"), [(0, "0"), (17179869184, "16Gi"), (134217728, "128Mi"), (1500, "1.5Ki")]
)
def test_memory_has_a_binary_suffix(run: Run, amount: int, expected: str) -> None:
    assert run("format/quantity.js", "(m, g) => m.memory(g)", amount) == expected


def test_new_changes_go_into_the_last_bucket_or_open_the_next(run: Run) -> None:
    buckets = run(
        "timebar/buckets.js",
        "m => { const r = {buckets: [[0, 1], [10, 2]], last: 10}; m.mergeBuckets(r, 15, 3); m.mergeBuckets(r, 47, 1); return r.buckets }",
    )
    assert buckets == [[0, 1], [10, 5], [40, 1]]


def test_axis_labels_fall_on_round_moments(run: Run) -> None:
    assert run("timebar/buckets.js", "m => m.ticks({first: 30e6, last: 960e6}, 5).map(t => t / 60e6)") == [5, 10, 15]


def test_search_puts_the_exact_name_and_the_few_before_the_many(run: Run) -> None:
    hits = run(
        "frame/search.js",
        """m => { const map = rows => new Map(rows.map(row => [row.uid, row]))
        const store = {nodes: map([]), objects: map([]), workloads: map([{uid: 'w', kind: 'Deployment', namespace: 'shop', name: 'web'}]),
          pods: map([{uid: 'p', namespace: 'shop', name: 'web-1', status: 'Running'}, {uid: 'q', namespace: 'other', name: 'db'}])}
        return [m.searchObjects(store, 'web', 9).map(h => h.uid), m.searchObjects(store, 'shop pod', 9).map(h => h.uid), m.searchObjects(store, 'zzz', 9)] }""",
    )
    assert hits == [["w", "p"], ["p"], []]


def test_arrow_keys_find_the_neighbour(run: Run) -> None:
    found = run(
        "topology/hit.js",
        """m => { const box = (x, y) => ({x, y, w: 10, h: 10}); const layout = {boxes: [box(0, 0), box(20, 0), box(0, 20), box(20, 20)]}
        return ['ArrowRight', 'ArrowDown', 'ArrowLeft'].map(key => layout.boxes.indexOf(m.neighbour(layout, layout.boxes[0], key))) }""",
    )
    assert found == [1, 2, -1]


def test_the_scrubber_shows_less_of_the_history_around_a_moment_and_follows_the_present(run: Run) -> None:
    seen = run(
        "timebar/zoom.js",
        """m => { const whole = {first: 0, last: 1000e6}, later = {first: 0, last: 1100e6}; const zoom = new m.Zoom()
        const list = [zoom.of(whole)]; zoom.by(whole, 4, 500e6); list.push(zoom.of(whole), zoom.of(later))
        zoom.reset(); zoom.by(whole, 10, 1000e6); list.push(zoom.of(whole), zoom.of(later)); zoom.by(later, 0.001, 0); list.push(zoom.of(later))
        return list.map(({first, last}) => [first / 1e6, last / 1e6]) }""",
    )
    assert seen == [[0, 1000], [375, 625], [375, 625], [900, 1000], [1000, 1100], [0, 1100]]
