"""Drive a headless Chromium through its debugging protocol: go, click, wait, look."""

import base64
import io
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import websocket
from PIL import Image

PATIENCE = (
    40  # seconds to wait for anything on a page; the first page builds the assets
)


class BrowserError(Exception):
    """The page did not do what was expected of it."""


class Chromium:
    """One page of a browser with an empty profile of its own."""

    def __init__(self, executable):
        self._profile = Path(tempfile.mkdtemp(prefix="customer_tier_browser_"))
        self._process = subprocess.Popen(
            [
                executable,
                "--headless=new",
                "--no-sandbox",
                "--no-first-run",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--remote-allow-origins=*",
                "--remote-debugging-port=0",
                f"--user-data-dir={self._profile}",
                "about:blank",
            ],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self._socket = websocket.create_connection(
            self._page_address(), timeout=PATIENCE, suppress_origin=True
        )
        self._last_id = 0
        self._first_script = None
        self._send("Page.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _page_address(self):
        port_file = self._profile / "DevToolsActivePort"
        deadline = time.monotonic() + PATIENCE
        while not (port_file.exists() and "\n" in port_file.read_text()):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise BrowserError("the browser does not start")
            time.sleep(0.1)
        port = port_file.read_text().split()[0]
        with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
            [page] = [tab for tab in json.load(answer) if tab["type"] == "page"]
        return page["webSocketDebuggerUrl"]

    def _send(self, method, **params):
        self._last_id += 1
        self._socket.send(
            json.dumps({"id": self._last_id, "method": method, "params": params})
        )
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._last_id:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def size(self, width, height, phone=False):
        self._send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if phone else 1,
            mobile=phone,
        )
        self._send("Emulation.setTouchEmulationEnabled", enabled=phone)

    def cookie(self, url, name, value):
        self._send("Network.setCookie", url=url, name=name, value=value)

    def before_each_page(self, script):
        """Run a script at the start of every page from now on, instead of the one before."""
        if self._first_script:
            self._send(
                "Page.removeScriptToEvaluateOnNewDocument",
                identifier=self._first_script,
            )
        self._first_script = self._send(
            "Page.addScriptToEvaluateOnNewDocument", source=script
        )["identifier"]

    def go(self, url):
        self._send("Page.navigate", url=url)
        self.wait_until("document.readyState === 'complete'")

    def run(self, script):
        """The value of a JavaScript expression; a promise is waited for."""
        result = self._send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            reason = details.get("exception", {}).get("description", details["text"])
            raise BrowserError(f"{script}: {reason}")
        return result["result"].get("value")

    def wait_until(self, condition):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if self.run(f"Boolean({condition})"):
                    return
            except BrowserError:  # the page is being replaced
                pass
            time.sleep(0.1)
        raise BrowserError(f"waited {PATIENCE} s in vain for {condition}")

    def wait(self, selector):
        self.wait_until(f"document.querySelector({json.dumps(selector)})")

    def click(self, selector):
        self.wait(selector)
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def picture(self, path, colours=256):
        """Write what is visible as a PNG with a palette: a third of the size."""
        data = self._send("Page.captureScreenshot", format="png")["data"]
        image = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
        image.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
