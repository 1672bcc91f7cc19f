"""Lets pytest run the tests of an add-on whose folder is the root of the repository.

Odoo knows the add-on as ``odoo.addons.customer_tier``, pytest would name its files
after the folder of the checkout, which may be called anything. Also: in CI a skipped
test is a failed one, since a browser test without a browser skips itself.
"""

import os
from pathlib import Path

import _pytest.pathlib
import pytest

MODULE = "odoo.addons.customer_tier"
ROOT = Path(__file__).resolve().parents[1]

_resolve = _pytest.pathlib.resolve_pkg_root_and_module_name


def _resolve_in_addon(path, *args, **kwargs):
    try:
        relative = path.resolve().relative_to(ROOT)
    except ValueError:
        return _resolve(path, *args, **kwargs)
    parts = relative.with_suffix("").parts
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return ROOT.parent, ".".join((MODULE, *parts))


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    # pytest-odoo wraps this later, and leaves names under odoo.addons alone.
    _pytest.pathlib.resolve_pkg_root_and_module_name = _resolve_in_addon


def _skipped(config):
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.stats.get("skipped", []) if reporter else []


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    if os.environ.get("CI") and _skipped(session.config) and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    skipped = _skipped(config)
    if os.environ.get("CI") and skipped:
        terminalreporter.section("skipped tests are failures in CI", red=True)
        for report in skipped:
            terminalreporter.line(f"FAILED {report.nodeid}: {report.longrepr[-1]}")
