"""Take pictures of the main screens; see script/screenshots, which calls this."""

import base64
import json
import sys
import time
from pathlib import Path

from chromium import BrowserError, Chromium
from screens import SCREENS

DESKTOP = (1280, 800)
PHONE = (390, 844)

# Odoo Community has the bundle of the dark web client, but neither its colors nor a switch:
# these are the colors, and the style sheet is exchanged before anything is drawn.
DARK_STYLE = """
$o-webclient-color-scheme: dark;
$o-white: #14171f; $o-black: #ffffff;
$o-gray-100: #1b1f29; $o-gray-200: #262a36; $o-gray-300: #3c3e4b; $o-gray-400: #5a5e6b;
$o-gray-500: #6b707f; $o-gray-600: #a3a8b3; $o-gray-700: #b9bdc6; $o-gray-800: #d1d4da;
$o-gray-900: #e4e4e4;
$o-view-background-color: #262a36;
$o-action: #9b8cd9; $o-main-link-color: #b3a5ee; $o-navbar-entry-color: #ffffff;
"""
DARK_SHEET = "/web/assets/any/web.assets_web_dark.min.css"
GO_DARK = """
new MutationObserver(() => {
    for (const link of document.querySelectorAll("link[href*='/web.assets_web.']")) {
        link.href = "DARK_SHEET";
    }
}).observe(document, { childList: true, subtree: true });
""".replace("DARK_SHEET", DARK_SHEET)


class Photographer:
    """A user in a browser, who opens screens and takes pictures of them."""

    def __init__(self, browser, address, database):
        self.browser = browser
        self.address = address
        self.language = None
        browser.size(*DESKTOP)
        browser.go(f"{address}/web/login?db={database}")
        self.user_id = self._post(
            "/web/session/authenticate",
            {"db": database, "login": "admin", "password": "admin"},
        )["uid"]
        self.speak("en_US")

    def speak(self, language):
        if language == self.language:
            return
        self._call("res.users", "write", [self.user_id], {"lang": language})
        self.language = language

    def learn_dark(self):
        """Make the style sheet of dark screens known; the answer takes that back."""
        url = "/customer_tier/dark.scss"
        style = {"name": url, "url": url, "mimetype": "text/scss", "type": "binary"}
        data = base64.b64encode(DARK_STYLE.encode()).decode()
        attachment = self._call("ir.attachment", "create", style | {"datas": data})
        asset = self._call(
            "ir.asset",
            "create",
            {
                "name": url,
                "path": url,
                "bundle": "web.assets_web_dark",
                "directive": "prepend",
            },
        )

        self._forget_compiled()
        # compiled now, it is there before the first chart is drawn
        self.browser.run(
            f"fetch({json.dumps(DARK_SHEET)}).then((answer) => answer.text())"
        )

        def forget():
            self._call("ir.asset", "unlink", [asset])
            self._call("ir.attachment", "unlink", [attachment])
            self._forget_compiled()

        return forget

    def _forget_compiled(self):
        compiled = [("url", "=like", "/web/assets/%web.assets_web_dark%")]
        found = self._call("ir.attachment", "search", compiled)
        self._call("ir.attachment", "unlink", found)

    def _call(self, model, method, *args):
        return self._post(
            "/web/dataset/call_kw",
            {"model": model, "method": method, "args": args, "kwargs": {}},
        )

    def _post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "params": params})
        answer = self.browser.run(
            f"""fetch({json.dumps(path)}, {{
                method: "POST",
                headers: {{"Content-Type": "application/json"}},
                body: {json.dumps(body)},
            }}).then((response) => response.json())"""
        )
        if "error" in answer:
            raise BrowserError(f"{path}: {answer['error']['data']['message']}")
        return answer["result"]

    def take(self, screen, path):
        browser = self.browser
        self.speak(screen.language)
        width, height = PHONE if screen.phone else DESKTOP
        browser.size(width, screen.height or height, phone=screen.phone)
        browser.before_each_page(GO_DARK if screen.dark else "")
        # else only the fragment may change, and nothing is loaded
        browser.go("about:blank")
        browser.go(self.address + screen.path)
        *clicks, last = screen.steps
        for selector in clicks:
            browser.click(selector)
        browser.wait(last)
        if screen.scroll_to:
            browser.run(
                f"document.querySelector({json.dumps(screen.scroll_to)}).scrollIntoView()"
            )
        self._settle()
        browser.picture(path)

    def _settle(self):
        """Let images, charts and animations come to rest."""
        self.browser.wait_until(
            "[...document.images].every((i) => i.complete || i.loading === 'lazy')"
            " && !document.querySelector('.o_blockUI')"
        )
        time.sleep(0.8)


def main(address, database, executable, main_folder, other_folder, wanted):
    screens = [screen for screen in SCREENS if wanted in screen.name]
    failed = []
    with Chromium(executable) as browser:
        photographer = Photographer(browser, address, database)
        forget_dark = photographer.learn_dark()
        for number, screen in enumerate(screens, start=1):
            folder = Path(main_folder if screen.main else other_folder)
            path = folder / f"screenshot_{screen.name}.png"
            print(f"[{number}/{len(screens)}] {path.name} ...", end=" ", flush=True)
            try:
                photographer.take(screen, path)
                print(f"{path.stat().st_size // 1000} kB")
            except BrowserError as error:
                failed.append(screen.name)
                print(f"failed: {error}")
        forget_dark()
        photographer.speak("en_US")
    if failed:
        sys.exit(f"script/screenshots: not taken: {', '.join(failed)}")


main(*sys.argv[1:])
