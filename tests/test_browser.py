"""A page built by script is read when it is ready, recorded whole, replayed without a network, and kept in its place."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pipeline.fetch.browser import AT_ONCE, Browser
from pipeline.fetch.observer import Observer
from pipeline.fetch.requests import Bounds, Click
from schema.errors import BadAnswer, Blocked, FetchError, LayoutChanged, NotRecorded, TimedOut, TooLarge, Unreachable
from schema.text import LOOK_ATTRIBUTE
from scrapers._page import Page
from tests.loopback import FAST, LATE, Hit, RawServer, answer, ask

pytestmark = pytest.mark.browser

PATIENT = replace(FAST, total_seconds=40.0)
BRIEF = replace(FAST, total_seconds=2.5)
# For pages that wait for others, whose browsers have to start first.
ENDLESS = replace(FAST, total_seconds=300.0)

PLANS = """<!doctype html><html lang="en"><head><title>Plans</title><link rel="stylesheet" href="/style.css"></head><body><h1>Plans</h1>
<div role="tablist"><button role="tab" aria-selected="true" id="monthly">Monthly</button>
<button role="tab" aria-selected="false" id="annual">Annual</button></div>
<div id="prices"><div class="card-skeleton">$--</div></div><script type="module" src="/app.js"></script></body></html>"""

APP = """
const place = document.getElementById('prices');
let plans;
function show(period) {
  for (const id of ['monthly', 'annual']) document.getElementById(id).setAttribute('aria-selected', id === period);
  place.innerHTML = '<table><tr><th>Plan</th><th>Price</th></tr>' + plans[period].map(([plan, price]) =>
    `<tr><td>${plan}</td><td>$${price}</td></tr>`).join('') + '</table>';
}
for (const id of ['monthly', 'annual']) document.getElementById(id).onclick = () => show(id);
fetch('/api/plans', {method: 'POST', body: JSON.stringify({currency: 'USD'}), headers: {'content-type': 'application/json'}})
  .then(answer => answer.json()).then(found => { plans = found; setTimeout(() => show('monthly'), 300); });
"""
DATA = {"monthly": [["Pro", 20], ["Team", 40]], "annual": [["Pro", 16], ["Team", 32]]}


def site(**pages: str | bytes):
    """A script for a server with these pages; names are paths with `_` for `/` and types by their last part."""
    kinds = {"js": "text/javascript", "css": "text/css", "json": "application/json"}

    def script(connection: socket.socket, hit: Hit) -> None:
        found = pages.get(hit.path.strip("/").replace("/", "_").replace(".", "_"))
        if found is None:
            connection.sendall(answer(b"", "404 Not Found"))
            return
        kind = kinds.get(hit.path.rpartition(".")[2], "application/json" if hit.path.startswith("/api") else "text/html")
        connection.sendall(answer(found.encode() if isinstance(found, str) else found, content_type=kind))

    return script


def plans_site():
    return site(plans=PLANS, app_js=APP, api_plans=json.dumps(DATA), style_css="body{color:#111}")


def page_of(body: str, script: str = "") -> str:
    return f"<!doctype html><html><head><title>Prices</title></head><body>{body}<script>{script}</script></body></html>"


# One for the module: starting one takes longer than reading a page.
SHARED = Browser(FAST, loopback=True)


@pytest.fixture(scope="module", autouse=True)
def closed_in_the_end():
    yield
    SHARED.close()


def observing(bounds=PATIENT, **options) -> Observer:
    return Observer(bounds=bounds, allow_loopback=True, browser=SHARED, **options)


def observe(server: RawServer, path="/plans", *, bounds=PATIENT, observer: Observer | None = None, **options):
    return (observer or observing(bounds)).get("provider", ask(server.url(path), browser=True, **options))


def pids(browser: Browser) -> list[int]:
    """The Chromiums that were started, the one that rendered last at the end."""
    return [engine.pid for engine in browser._free.queue if engine.pid is not None]


def ends_in(words: str, attempt: Callable[[Bounds], object]) -> None:
    """The page's time ends, and these words say why. A machine too busy to show the page within it is given more."""
    for seconds in (BRIEF.total_seconds, 10.0, PATIENT.total_seconds):
        with pytest.raises(TimedOut) as caught:
            attempt(replace(BRIEF, total_seconds=seconds))
        if re.search(words, str(caught.value)):
            return
    pytest.fail(f"expected {words!r}, found {caught.value}")


def alone(server: RawServer, bounds):
    """With a browser of its own, for bounds that are the browser's."""
    with Observer(bounds=bounds, allow_loopback=True) as observer:
        return observe(server, ready="Pro", observer=observer)


class TestReading:
    def test_a_page_is_read_when_its_script_has_built_it(self):
        with RawServer(plans_site()) as server:
            page = observe(server, ready="Pro")
        assert "<td>$20</td>" in page.body.decode()
        assert "skeleton" not in page.body.decode()
        assert (page.status, page.content_type, page.charset, page.url) == (200, "text/html", "utf-8", server.url("/plans"))

    def test_a_toggle_is_pressed_and_seen_to_be_on(self):
        with RawServer(plans_site()) as server:
            page = observe(server, ready="Pro", clicks=(Click("tab", "Annual"),))
        assert "<td>$16</td>" in page.body.decode()

    def test_a_toggle_that_is_on_already_is_left_alone(self):
        with RawServer(plans_site()) as server:
            assert "<td>$20</td>" in observe(server, ready="Pro", clicks=(Click("tab", "Monthly"),)).body.decode()

    def test_what_is_in_the_dom_but_not_to_be_seen_is_not_ready(self):
        with RawServer(site(plans=page_of('<p style="display:none">Pro</p><p>Wait</p>'))) as server:
            ends_in("'Pro' to be seen", lambda bounds: observe(server, ready="Pro", bounds=bounds))

    def test_a_page_that_keeps_its_skeleton_never_gets_ready(self):
        with RawServer(site(plans=page_of('<p>Pro</p><div class="PriceSkeleton">$--</div>'))) as server, pytest.raises(TimedOut):
            observe(server, ready="Pro", bounds=BRIEF)

    def test_a_page_that_keeps_changing_never_gets_ready(self):
        script = "let n = 0; setInterval(() => document.getElementById('p').textContent = 'Pro $' + n++, 50)"
        with RawServer(site(plans=page_of('<p id="p">Pro</p>', script))) as server, pytest.raises(TimedOut):
            observe(server, ready="Pro", bounds=BRIEF)

    def test_old_values_that_are_replaced_a_moment_later_are_not_read(self):
        script = "setTimeout(() => document.getElementById('p').textContent = 'Pro $20', 300)"
        with RawServer(site(plans=page_of('<p id="p">Pro $99</p>', script))) as server:
            assert "$20" in alone(server, replace(PATIENT, settle_seconds=0.5)).body.decode()

    def test_a_number_that_counts_up_as_it_is_drawn_is_read_at_its_end(self):
        script = """const began = performance.now(), p = document.getElementById('p');
          const draw = () => { const at = Math.min((performance.now() - began) / 900, 1); p.textContent = 'Pro $' + Math.round(20 * at);
                               if (at < 1) requestAnimationFrame(draw); }; draw();"""
        with RawServer(site(plans=page_of('<p id="p">Pro</p>', script))) as server:
            assert "Pro $20<" in observe(server, ready="Pro").body.decode()

    def test_what_a_worker_brings_a_moment_later_is_waited_for(self):
        worker = "setTimeout(() => postMessage('Pro $20'), 300)"
        script = f"""new Worker(URL.createObjectURL(new Blob([`{worker}`]))).onmessage =
          (said) => {{ document.getElementById('p').textContent = said.data; }};"""
        with RawServer(site(plans=page_of('<p id="p">Pro $99</p>', script))) as server:
            assert "$20" in alone(server, replace(PATIENT, settle_seconds=0.5)).body.decode()

    def test_a_page_that_waits_for_an_answer_that_never_comes_is_read_without_it(self):
        """A stream is never done, and refused here; it must not hold up the page."""
        script = "new EventSource('/stream'); setTimeout(() => document.getElementById('p').textContent = 'Pro $20', 300)"
        with RawServer(site(plans=page_of('<p id="p">Wait</p>', script))) as server:
            assert "$20" in observe(server, ready="Pro").body.decode()

    def test_a_page_that_moves_on_by_script_is_checked_where_it_ends(self):
        moved = page_of("<p>Pro</p>")
        with (
            RawServer(site(plans=page_of("", "location.href = '/elsewhere'"), elsewhere=moved)) as server,
            pytest.raises(BadAnswer, match="the same address"),
        ):
            observe(server, ready="Pro")
            assert observe(server, ready="Pro", final_url=".*/elsewhere").url == server.url("/elsewhere")

    def test_a_page_whose_script_fails_says_what_the_page_said(self):
        with RawServer(site(plans=page_of("<p>Loading</p>", "throw new Error('no prices today')"))) as server:
            ends_in("no prices today", lambda bounds: observe(server, ready="Pro", bounds=bounds))

    def test_a_page_that_lacks_a_script_of_another_host_says_so(self):
        body = '<p>Loading</p><script src="https://cdn.elsewhere.example/app.js"></script>'
        with RawServer(site(plans=page_of(body))) as server:
            ends_in(r"cdn\.elsewhere\.example", lambda bounds: observe(server, ready="Pro", bounds=bounds))

    def test_evidence_of_a_page_that_did_not_get_ready_is_kept(self, tmp_path):
        page = page_of("<p>Loading</p>", "console.error('no prices')")

        def attempt(bounds: Bounds) -> None:
            with Observer(bounds=bounds, allow_loopback=True, evidence=tmp_path) as observer:
                observe(server, ready="Pro", observer=observer)

        with RawServer(site(plans=page)) as server:
            ends_in("'Pro' to be seen", attempt)
        assert {path.suffix for path in tmp_path.iterdir()} == {".png", ".txt"}
        assert "no prices" in next(tmp_path.glob("*.txt")).read_text()

    def test_a_challenge_is_not_run_in_the_browser(self):
        with RawServer(site(plans="<title>Just a moment...</title><script src=/solve.js></script>")) as server, pytest.raises(Blocked):
            observe(server)
        assert [hit.path for hit in server.pages()] == ["/plans"]

    def test_a_wall_that_scripts_put_up_is_blocked(self):
        script = "document.title = 'Sign in'; document.body.innerHTML = '<h1>Sign in</h1>'"
        with RawServer(site(plans=page_of("", script))) as server, pytest.raises(Blocked):
            observe(server, ready="Sign in")


PRICES = """<h1>Prices</h1><div class="a"><table><tr><th>Model</th><th>Price</th></tr><tr><td>Paint</td><td>$0.01</td></tr></table></div>
<div class="b"><table><tr><th>Model</th><th>Price</th></tr><tr><td>Paint</td><td>$0.04</td></tr>
<tr><td>Brush</td><td><span class="x1">$0.09</span></td></tr><tr><td>Pencil</td><td><span class="x1">$0.08</span> $0.06</td></tr></table></div>
<p class="a">One image costs $0.01.</p><p>One image costs <span class="x1">$0.09</span> $0.04.</p>"""
PRICES_CSS = ".x2{display:none} .x1{text-decoration:line-through} @media (max-width:700px){.b{display:none}}"
RETIRING = "for (const old of document.querySelectorAll('.a')) old.classList.add('x2')"

LOOKS_CSS = """.gone{display:none} .far{position:absolute;left:-9999px} .up{position:absolute;top:-900px} .right{text-indent:9999px;overflow:hidden;white-space:nowrap}
.reader{position:absolute;width:1px;height:1px;overflow:hidden} .cut{clip-path:inset(50%)} .rect{position:absolute;clip:rect(0,0,0,0)} .faint{opacity:0}
.nil{font-size:0} .blank{visibility:hidden} .blank b{visibility:visible} .skipped{content-visibility:hidden} .late{content-visibility:auto}
.flat{max-height:0;overflow:hidden} .fade{opacity:0;transition:opacity 1s} .point{transform:scale(0)} .none{display:contents}
@media (max-width:700px){.desk{display:none}} @media (min-width:701px){.phone{display:none}} .pan{overflow-x:auto;width:300px} .pan table{width:3000px}
.hidden{display:block !important} .flex{display:flex;height:0} .out{position:absolute;top:40px}"""
UNSEEN = [
    "<p class=gone>#</p>", "<div class=gone><p>#</p></div>", "<p class=far>#</p>", "<p class=up>#</p>", "<p class=right>#</p>", "<p class=reader>#</p>",
    "<p class=cut>#</p>", "<p class=rect>#</p>", "<p class=faint><i>#</i></p>", "<p class=nil>#</p>", "<p class=blank>#<b>x</b></p>",
    "<div class=skipped>#</div>", "<div class=skipped><p>#</p></div>", "<div class=flat><p>#</p></div>", "<p class=fade>#</p>", "<p class=point>#</p>",
    "<p class=phone>#</p>", "<details><summary>x</summary>#</details>", "<details><summary>x</summary><p>#</p></details>", "<dialog>#</dialog>",
    "<div class=far><table><tr><td>#</td></tr></table></div>",
]  # fmt: skip
SEEN = [
    "<p>#</p>", "<p class=blank>x<b>#</b></p>", "<details><summary>#</summary>x</details>", "<details open><summary>x</summary>#</details>",
    "<dialog open>#</dialog>", "<div class=none>#<p class=none>x</p></div>", "<p class=desk>#</p>", "<div class=flex><p class=out>#</p></div>",
    "<div class=pan><table><tr><td>x</td><td>x</td><td>#</td></tr></table></div>", "<div style=height:3000px></div><p>#</p>",
    "<p class=fade>#</p>", "<div class=late>#<p>x</p></div>",
]  # fmt: skip


class TestWhatAPersonSees:
    """The browser says what its style sheets and scripts hide and cross out, and the recording keeps it."""

    def styled(self, body: str, css: str, script: str = ""):
        page = page_of("<p>Pro</p>" + body, script).replace("<title>", '<link rel="stylesheet" href="/style.css"><title>')
        return site(plans=page, style_css=css)

    def read(self, body: bytes) -> tuple[list[tuple[str, str, bool]], str]:
        page = Page("https://x.example/", "html", body)
        rows = [(row["Model"].text, row["Price"].text, bool(row["Price"].fault)) for row in page.table("Model", "Price").rows]
        return rows, page.text

    def test_what_an_external_style_sheet_hides_or_strikes_is_not_believed_today_nor_in_a_replay(self, tmp_path):
        """An old table a script hides by a class, a price crossed out by a rule: neither has a mark in the DOM itself."""
        with RawServer(self.styled(PRICES, PRICES_CSS, RETIRING)) as server, observing(record=tmp_path) as observer:
            live = observe(server, ready="Pro", observer=observer)
        rows, text = self.read(live.body)
        assert rows == [("Paint", "$0.04", False), ("Brush", "", False), ("Pencil", "$0.06", True)]
        assert "$0.01" not in text and "One image costs ~~$0.09~~ $0.04." in text

        with Observer(replay=tmp_path, bounds=PATIENT, allow_loopback=True) as stored:
            again = observe(server, ready="Pro", observer=stored)
            assert stored._started is None, "reading a stored DOM takes no browser"
        assert again.body == live.body and self.read(again.body) == (rows, text)
        with observing(replay=tmp_path, render=True) as rendering:
            assert observe(server, ready="Pro", observer=rendering).body == live.body

    def test_every_way_to_hide_is_known_and_what_is_seen_stays(self):
        """Each on a text of its own; a fade below the screen comes in when one scrolls there, one on the screen has had its time."""
        ways = [way.replace("#", f"{name}{at}.") for name, kinds in (("unseen", UNSEEN), ("seen", SEEN)) for at, way in enumerate(kinds)]
        with RawServer(self.styled("".join(ways), LOOKS_CSS)) as server:
            text = Page("https://x.example/", "html", observe(server, ready="Pro").body).text
        assert set(re.findall(r"(?:un)?seen\d+\.", text)) == {f"seen{at}." for at in range(len(SEEN))}

    def test_what_is_crossed_out_is_marked_once(self):
        """The element whose line it is, not each inside it; elements that cross out by their name say it themselves."""
        body = '<div class="was"><p>$1 <b>$2</b></p></div><s>$3</s><p>$4</p>'
        with RawServer(self.styled(body, ".was{text-decoration:line-through red}")) as server:
            html = observe(server, ready="Pro").body.decode()
        assert html.count(LOOK_ATTRIBUTE) == 1 and f'<div class="was" {LOOK_ATTRIBUTE}="struck">' in html

    def test_the_page_itself_is_not_touched_and_its_own_marks_do_not_count(self):
        """Scripts that watch the page see nothing of the marks; a mark the page wrote itself is no word of the browser."""
        script = """new MutationObserver(() => document.body.append('touched')).observe(document.body, {attributes: true, subtree: true, childList: true});
          customElements.define('x-price', class extends HTMLElement { constructor() { super(); window.made = (window.made || 0) + 1;
            if (window.made > 1) document.body.append('made again'); } });"""
        body = f'<p {LOOK_ATTRIBUTE}="hidden">$1</p><x-price class="gone">$2</x-price>'
        with RawServer(self.styled(body, ".gone{display:none}", script)) as server:
            html = observe(server, ready="Pro").body.decode()
        assert "<p>$1</p>" in html and f'class="gone" {LOOK_ATTRIBUTE}="hidden"' in html
        assert "touched" not in html.partition("<script>")[0] and ">touched" not in html and "made again<" not in html


class TestToggles:
    def press(self, body: str, click: Click, script: str = ""):
        with RawServer(site(plans=page_of("<p>Pro</p>" + body, script))) as server:
            return observe(server, ready="Pro", clicks=(click,)).body.decode()

    def test_a_toggle_that_is_not_there_is_a_changed_layout(self):
        with pytest.raises(LayoutChanged, match="exactly one"):
            self.press("", Click("tab", "Annual"))

    def test_two_toggles_of_one_name_are_a_changed_layout(self):
        with pytest.raises(LayoutChanged, match="exactly one to press, found 2"):
            self.press("<button aria-pressed=false>Annual</button>" * 2, Click("button", "Annual"))

    def test_a_toggle_without_a_state_is_a_changed_layout(self):
        with pytest.raises(LayoutChanged, match="a state"):
            self.press("<button>Annual</button>", Click("button", "Annual"))

    def test_a_toggle_that_does_not_take_is_a_changed_layout(self):
        with pytest.raises(LayoutChanged, match="selected after"):
            self.press("<button aria-pressed=false>Annual</button>", Click("button", "Annual"))

    def test_every_usual_toggle_can_be_pressed(self):
        script = "const on = (element, name) => element.setAttribute(name, true)"
        body = """<label><input type=radio name=x> Radio</label> <label><input type=checkbox> Box</label>
        <button role=switch aria-checked=false onclick="on(this, 'aria-checked')">Switch</button>
        <button aria-pressed=false onclick="on(this, 'aria-pressed')">Pressed</button>
        <button aria-expanded=false onclick="on(this, 'aria-expanded')">Expanded</button>"""
        clicks = [("radio", "Radio"), ("checkbox", "Box"), ("switch", "Switch"), ("button", "Pressed"), ("button", "Expanded")]
        with RawServer(site(plans=page_of("<p>Pro</p>" + body, script))) as server:
            text = observe(server, ready="Pro", clicks=tuple(Click(*each) for each in clicks)).body.decode()
        assert text.count('"true"') == 3


class TestRecordAndReplay:
    def test_a_recorded_page_replays_as_its_dom_and_by_rendering_again(self, tmp_path):
        with RawServer(plans_site()) as server, observing(record=tmp_path) as observer:
            monthly = observe(server, ready="Pro", observer=observer)
            annual = observe(server, ready="Pro", clicks=(Click("tab", "Annual"),), observer=observer)
        assert "$20" in monthly.body.decode()
        assert "$16" in annual.body.decode()

        with Observer(replay=tmp_path, bounds=PATIENT, allow_loopback=True) as stored:
            assert observe(server, ready="Pro", observer=stored).body == monthly.body
            again = observe(server, ready="Pro", clicks=(Click("tab", "Annual"),), observer=stored)
            assert (again.body, again.captured_at, again.url) == (annual.body, annual.captured_at, annual.url)
            assert stored._started is None, "reading a stored DOM takes no browser"

        with observing(replay=tmp_path, render=True) as rendering:
            assert observe(server, ready="Pro", observer=rendering).body == monthly.body
            assert observe(server, ready="Pro", clicks=(Click("tab", "Annual"),), observer=rendering).body == annual.body

    def test_a_recording_holds_what_the_browser_fetched_each_once(self, tmp_path):
        with RawServer(plans_site()) as server, observing(record=tmp_path) as observer:
            for _ in range(2):
                observe(server, ready="Pro", observer=observer)
        import yaml

        index = yaml.safe_load((tmp_path / "provider" / "index.yaml").read_text())
        asked = [(each["request"]["method"], each["request"]["uri"].removeprefix(server.url(""))) for each in index["interactions"]]
        assert asked == [("POST", "/api/plans"), ("GET", "/app.js"), ("GET", "/plans"), ("GET", "/plans"), ("GET", "/style.css")]

    def test_rendering_again_without_what_a_script_asks_for_says_so(self, tmp_path):
        with RawServer(plans_site()) as server, observing(record=tmp_path) as observer:
            observe(server, ready="Pro", observer=observer)
        index = tmp_path / "provider" / "index.yaml"
        index.write_text(index.read_text().replace("/api/plans", "/api/other"))

        def attempt(bounds: Bounds) -> None:
            observe(server, ready="Pro", observer=observing(bounds, replay=tmp_path, render=True))

        ends_in("api/plans: expected a recorded answer", attempt)

    def test_a_page_that_was_not_recorded_is_not_rendered(self, tmp_path):
        with RawServer(plans_site()) as server, observing(replay=tmp_path, render=True) as observer, pytest.raises(NotRecorded):
            observe(server, observer=observer)

    def test_a_page_rendered_again_lives_at_the_moment_it_was_recorded(self, tmp_path):
        body = page_of("<p>Pro</p><p id=when></p>", "document.getElementById('when').textContent = new Date().toISOString()")
        with RawServer(site(plans=body)) as server, observing(record=tmp_path) as observer:
            observe(server, ready="Pro", observer=observer)
        with observing(replay=tmp_path, render=True) as observer:
            assert b"2026-11-20T12:00:00.000Z" in observe(server, ready="Pro", observer=observer).body


class TestKeptInItsPlace:
    def test_every_page_is_seen_from_the_same_place(self):
        script = """document.getElementById('p').textContent = ['Pro', navigator.language,
          Intl.DateTimeFormat().resolvedOptions().timeZone, navigator.onLine, navigator.userAgent].join(' | ')"""
        with RawServer(site(plans=page_of("<p id=p></p>", script))) as server:
            text = observe(server, ready="Pro").body.decode()
        assert "Pro | en-US | UTC | true | Mozilla/5.0 (compatible; imageprices/" in text

    def test_nothing_leaves_the_browser_but_what_we_send_for_it(self):
        """Sockets, streams, beacons, pictures, frames, popups, downloads, metadata addresses: none of it arrives anywhere."""
        with RawServer(site()) as other, RawServer(site(secret="x")) as trap:
            script = f"""
            const here = location.host, there = '127.0.0.1:{trap.port}', local = 'localhost:{other.port}';
            const tries = [
              () => new WebSocket(`ws://${{here}}/socket`), () => new EventSource('/stream'), () => navigator.sendBeacon('/beacon', 'x'),
              () => new Image().src = '/picture.png', () => window.open('/popup'), () => window.open(`http://${{local}}/popup`),
              () => fetch(`http://${{local}}/fetch`, {{mode: 'no-cors'}}), () => fetch('http://169.254.169.254/latest/meta-data'),
              () => fetch('file:///etc/passwd'), () => fetch('/put', {{method: 'PUT', body: 'x'}}),
              () => {{ const frame = document.createElement('iframe'); frame.src = '/frame'; document.body.append(frame); }},
              () => {{ const link = document.createElement('a'); link.href = '/download'; link.download = 'x'; link.click(); }},
              () => {{ const link = document.createElement('link'); link.rel = 'preconnect'; link.href = `http://${{local}}`; document.head.append(link); }},
              () => navigator.serviceWorker.register('/worker.js'),
              () => {{ const worker = new SharedWorker('/shared.js'); }},
              () => {{ const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{other.port}'}}]}});
                       peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer)); }},
              () => {{ const frame = document.createElement('iframe'); frame.src = 'file:///etc/passwd'; document.body.append(frame); }},
            ];
            for (const attempt of tries) try {{ const promise = attempt(); promise && promise.catch && promise.catch(() => 0); }} catch (error) {{}}
            setTimeout(() => document.getElementById('p').textContent = 'Pro', 600);
            """
            leak = f"fetch('http://localhost:{other.port}/worker', {{mode: 'no-cors'}}); new WebSocket('ws://localhost:{other.port}/')"
            with RawServer(site(plans=page_of("<p id=p></p>", script), shared_js=leak)) as server:
                text = observe(server, ready="Pro").body.decode()
            assert {hit.path for hit in server.pages()} <= {"/plans", "/shared.js"}  # a script of its own host, sent for by us
            assert all("imageprices/" in hit.headers["user-agent"] for hit in server.hits)
            assert other.hits == trap.hits == []
        assert "root:" not in text

    def test_a_page_may_not_send_its_visitor_to_another_host(self):
        with RawServer(site(x=page_of("<p>Pro</p>"))) as other:
            away = page_of("", f"location.href = 'http://localhost:{other.port}/x'")
            with RawServer(site(plans=away)) as server, pytest.raises(FetchError):
                observe(server, ready="Pro", bounds=BRIEF)
        assert other.hits == []

    def test_no_cookie_lives_from_one_page_to_the_next(self):
        body = page_of(
            "<p>Pro</p>",
            "document.body.append(' [' + document.cookie + localStorage.length + ']'); document.cookie = 'a=1'; localStorage.x = 1",
        )
        with RawServer(site(plans=body)) as server, observing() as observer:
            for _ in range(2):
                assert "[0]" in observe(server, ready="Pro", observer=observer).body.decode()

    def test_robots_txt_holds_for_what_a_page_fetches(self):
        robots = answer(b"User-agent: *\nDisallow: /api", content_type="text/plain")
        with RawServer(plans_site(), robots=robots) as server:
            ends_in("robots", lambda bounds: observe(server, ready="Pro", bounds=bounds))
        assert "/api/plans" not in [hit.path for hit in server.hits]

    def test_a_host_is_not_asked_twice_at_a_time_for_the_parts_of_a_page(self):
        tags = "".join(f'<script src="/s{n}.js"></script>' for n in range(8))
        scripts = {f"s{n}_js": "1" for n in range(8)}
        with RawServer(site(plans=page_of("<p>Pro</p>" + tags), **scripts)) as server:
            observe(server, ready="Pro")
        assert (server.busiest, len(server.pages())) == (1, 9)

    def test_a_page_may_not_fetch_without_end(self):
        script = "let n = 0; setInterval(() => fetch('/api/' + n++).catch(() => 0), 1)"
        with RawServer(site(plans=page_of("<p>Wait</p>", script))) as server, pytest.raises(TimedOut):
            alone(server, replace(BRIEF, browser_requests=20))
        assert len(server.pages()) <= 21

    def test_a_dom_without_end_is_too_large(self):
        script = "document.getElementById('p').textContent = 'x'.repeat(300000)"
        with RawServer(site(plans=page_of("<p id=p></p><p>Pro</p>", script))) as server, pytest.raises(TooLarge):
            alone(server, replace(PATIENT, body_bytes=200_000))


class TestTrouble:
    def alive(self, server: RawServer, observer: Observer) -> bool:
        return "Pro" in observe(server, "/good", ready="Pro", observer=observer).body.decode()

    def test_a_page_that_hangs_is_ended_and_the_next_one_is_read(self):
        pages = site(plans=page_of("<p>Pro</p>", "for (;;) {}"), good=page_of("<p>Pro</p>"))
        with RawServer(pages) as server:
            assert self.alive(server, observing())
            pid = pids(SHARED)[-1]
            began = time.monotonic()
            ends_in("browser ended", lambda bounds: observe(server, ready="Pro", bounds=bounds))
            assert time.monotonic() - began < PATIENT.total_seconds + 2 * LATE
            assert self.alive(server, observing())
        assert pids(SHARED)[-1] != pid
        assert not _exists(pid)

    @pytest.mark.parametrize("seconds", [0.0, 0.8])
    def test_a_browser_that_dies_takes_one_page_with_it(self, seconds):
        pages = site(plans=page_of("<p>Wait</p>"), good=page_of("<p>Pro</p>"))
        with RawServer(pages) as server:
            assert self.alive(server, observing())
            threading.Timer(seconds, os.kill, (pids(SHARED)[-1], signal.SIGKILL)).start()
            with pytest.raises((Unreachable, TimedOut)):
                observe(server, ready="Pro", bounds=BRIEF)
            assert self.alive(server, observing())

    def test_a_driver_that_hangs_is_left_behind_with_its_browser(self):
        """Playwright never returns from making a page when Chromium dies meanwhile; its driver is ended then."""
        with RawServer(site(good=page_of("<p>Pro</p>"), plans=page_of("<p>Pro</p>"))) as server:
            assert self.alive(server, observing())
            old = SHARED._free.queue[-1]
            os.kill(old._driver_pid, signal.SIGSTOP)
            with pytest.raises(FetchError):
                observe(server, ready="Pro", bounds=replace(FAST, total_seconds=5.0))
            assert old.spoiled
            assert self.alive(server, observing())
        assert not _exists(old.pid)

    def test_no_process_is_left_when_the_run_is_over(self):
        with RawServer(site(good=page_of("<p>Pro</p>"))) as server, Observer(bounds=PATIENT, allow_loopback=True) as observer:
            assert self.alive(server, observer)
            (pid,) = pids(observer._started)
        assert not _exists(pid)

    def test_without_a_browser_the_message_says_how_to_get_one(self, monkeypatch):
        monkeypatch.setattr(shutil, "which", lambda _: None)
        with RawServer(site(plans=page_of("<p>Pro</p>"))) as server, pytest.raises(Unreachable, match="run: python -m playwright install"):
            alone(server, BRIEF)

    def test_a_browser_that_was_never_needed_was_never_started(self):
        browser = Browser(FAST)
        assert pids(browser) == []
        assert all(engine._playwright is None for engine in browser._free.queue)
        browser.close()


class Meeting:
    """A script for servers whose pages get their prices when `together` of them are waiting for theirs."""

    page = page_of(
        "<p id=p>Wait</p>", "fetch('/api').then(told => told.text()).then(text => document.getElementById('p').textContent = text)"
    )

    def __init__(self, together: int) -> None:
        self.together, self.waiting, self.arrived = together, 0, threading.Condition()

    def __call__(self, connection: socket.socket, hit: Hit) -> None:
        if hit.path == "/api":
            self.wait()
        connection.sendall(answer(b"Pro $20" if hit.path == "/api" else self.page.encode()))

    def wait(self) -> None:
        with self.arrived:
            self.waiting += 1
            self.arrived.notify_all()
            self.arrived.wait_for(lambda: self.waiting >= self.together, timeout=ENDLESS.total_seconds)


class TestTogether:
    def read(self, observer: Observer, server: RawServer, path="/plans", provider="provider") -> str:
        return observer.get(provider, ask(server.url(path), browser=True, ready="Pro")).body.decode()

    def test_pages_of_two_hosts_are_rendered_at_the_same_time(self):
        """Neither gets its prices before the other asks for its own."""
        meeting = Meeting(2)
        with RawServer(meeting) as one, RawServer(meeting) as two, observing(ENDLESS) as observer, ThreadPoolExecutor() as states:
            pages = list(states.map(lambda server: self.read(observer, server), (one, two)))
        assert all("Pro $20" in page for page in pages)

    def test_no_more_than_four_browsers_are_started_and_none_is_left(self):
        """Five pages are asked for while four wait for each other: the fifth is read by one of the four browsers."""
        meeting = Meeting(AT_ONCE)
        with (
            contextlib.ExitStack() as servers,
            Observer(bounds=ENDLESS, allow_loopback=True) as observer,
            ThreadPoolExecutor() as states,
        ):
            hosts = [servers.enter_context(RawServer(meeting)) for _ in range(AT_ONCE + 1)]
            pages = list(states.map(lambda server: self.read(observer, server), hosts))
            started = pids(observer._started)
            assert all(_exists(pid) for pid in started)
        assert (AT_ONCE, AT_ONCE + 1) == (len(set(started)), sum("Pro $20" in page for page in pages))
        assert not any(_exists(pid) for pid in started)

    def test_pages_one_after_the_other_need_one_browser(self):
        pages = site(plans=page_of("<p>Pro</p>"))
        with RawServer(pages) as one, RawServer(pages) as two, Observer(bounds=PATIENT, allow_loopback=True) as observer:
            for server in (one, two, one):
                assert "Pro" in self.read(observer, server)
            assert len(pids(observer._started)) == 1

    def test_pages_of_one_host_are_read_one_after_the_other_with_all_their_parts(self):
        names = ("a", "b", "c")
        script = "fetch('/api/{0}/1').then(() => fetch('/api/{0}/2')).then(() => document.getElementById('p').textContent = 'Pro')"
        pages = {name: page_of("<p id=p>Wait</p>", script.format(name)) for name in names}
        parts = {f"api_{name}_{part}": "1" for name in names for part in (1, 2)}
        with RawServer(site(**pages, **parts)) as server, observing(ENDLESS) as observer, ThreadPoolExecutor() as states:
            read = list(states.map(lambda name: self.read(observer, server, f"/{name}", name), names))
        asked = [hit.path for hit in server.pages()]
        first = [path.strip("/") for path in asked if not path.startswith("/api")]
        assert asked == [path for name in first for path in (f"/{name}", f"/api/{name}/1", f"/api/{name}/2")]
        assert (1, 3) == (server.busiest, len(read))

    def test_a_page_that_hangs_does_not_disturb_the_page_beside_it(self):
        """The page beside it is half built when the one that hangs is ended with its browser, and gets its prices then."""
        meeting = Meeting(2)
        hanging = site(plans=page_of("<p>Pro</p>", "for (;;) {}"))
        with RawServer(meeting) as good, RawServer(hanging) as bad, observing(ENDLESS) as observer, ThreadPoolExecutor() as states:
            beside = states.submit(self.read, observer, good)
            with meeting.arrived:
                assert meeting.arrived.wait_for(lambda: meeting.waiting == 1, timeout=ENDLESS.total_seconds)
            ends_in("browser ended", lambda bounds: observe(bad, ready="Pro", bounds=bounds))
            assert not beside.done()
            meeting.wait()
            assert "Pro $20" in beside.result()

    def test_what_providers_fetch_at_the_same_time_is_recorded_each_by_its_own(self, tmp_path):
        meeting = Meeting(2)
        with RawServer(meeting) as one, RawServer(meeting) as two:
            servers = {"one": one, "two": two}
            with observing(ENDLESS, record=tmp_path) as observer, ThreadPoolExecutor() as states:
                pages = list(states.map(lambda name: self.read(observer, servers[name], provider=name), servers))
            with Observer(replay=tmp_path, bounds=PATIENT, allow_loopback=True) as stored:
                assert pages == [self.read(stored, server, provider=name) for name, server in servers.items()]
        recorded = {name: (tmp_path / name / "index.yaml").read_text() for name in servers}
        assert [True, True] == [server.url("/api") in recorded[name] for name, server in servers.items()]
        assert str(two.port) not in recorded["one"] and str(one.port) not in recorded["two"]


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123  # a zombie waits for its parent, and runs no more
        return stat.read().rpartition(")")[2].split()[0] != "Z"
