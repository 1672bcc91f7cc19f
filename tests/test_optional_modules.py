import ast
import re
from pathlib import Path

from odoo.modules import Manifest
from odoo.tests import TransactionCase, tagged

ROOT = Path(__file__).resolve().parent.parent
DEPENDS = {"sale_management", "crm", "sale_crm", "mass_mailing"}
SKIPPED = {"tests", "static", "script", "bench", "node_modules", "cli", "loading"}


def sources(suffix):
    """Our own files, without tests, commands and hidden folders."""
    for path in sorted(ROOT.rglob(f"*{suffix}")):
        parts = path.relative_to(ROOT).parts
        if parts[0] not in SKIPPED and not parts[0].startswith("."):
            yield path


def closure(modules):
    """These modules and all that they depend on."""
    found = set()
    waiting = set(modules)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(Manifest.for_addon(name)["depends"]) - found
    return found | {"base", "web"}


@tagged("post_install", "-at_install")
class TestOptionalModules(TransactionCase):
    """What we do not depend on may be missing: nothing of ours may need it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manifest = Manifest.for_addon("customer_tier")
        cls.modules = closure(DEPENDS) | {"customer_tier"}

    def _module_of_model(self, name):
        """The module that made a model, or None if there is no such model."""
        model = self.env["ir.model"].sudo()._get(name)
        data = self.env["ir.model.data"].sudo()
        found = data.search(
            [("model", "=", "ir.model"), ("res_id", "=", model.id)], order="id"
        )
        return set(found.mapped("module")) if model else set()

    def _assert_model_is_ours_to_use(self, name, place):
        with self.subTest(place=place, model=name):
            self.assertIn(name, self.env.registry)
            self.assertTrue(
                self._module_of_model(name) & self.modules,
                f"{name} comes with none of the modules we depend on",
            )

    def test_we_depend_on_exactly_what_was_agreed(self):
        self.assertEqual(set(self.manifest["depends"]), DEPENDS)

    def test_no_code_refers_to_a_model_of_an_optional_module(self):
        for path in sources(".py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                for name in self._models_named(node):
                    self._assert_model_is_ours_to_use(
                        name, f"{path.relative_to(ROOT)}:{node.lineno}"
                    )

    def _models_named(self, node):
        """Models in ``env["..."]``, ``comodel_name=``, ``_name`` and ``_inherit``."""
        if isinstance(node, ast.Subscript):
            is_env = ast.unparse(node.value).split(".")[-1] == "env"
            values = [node.slice] if is_env else []
        elif isinstance(node, ast.Call):
            values = [k.value for k in node.keywords if k.arg == "comodel_name"]
        elif isinstance(node, ast.Assign):
            names = {ast.unparse(target) for target in node.targets}
            values = [node.value] if names & {"_name", "_inherit"} else []
        else:
            values = []
        for value in values:
            for part in value.elts if isinstance(value, ast.List) else [value]:
                if isinstance(part, ast.Constant):
                    yield part.value

    def test_no_code_imports_an_optional_module(self):
        for path in sources(".py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                for name in names:
                    if name.startswith("odoo.addons."):
                        with self.subTest(file=path.name, imported=name):
                            self.assertIn(name.split(".")[2], self.modules)

    def test_no_data_refers_to_an_optional_module(self):
        """XML ids in views, actions and rules: the module is what is before the dot."""
        reference = re.compile(
            r"""(?:ref|inherit_id|parent|action|groups|group_id:id|id)=?['"(]+([\w.,]+)"""
        )
        for path in sources(".xml"):
            text = path.read_text(encoding="utf-8")
            for names in reference.findall(text):
                for name in names.split(","):
                    self._assert_module_is_there(name, path)

    def test_no_code_refers_to_data_of_an_optional_module(self):
        for path in sources(".py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = ast.unparse(node.func).split(".")[-1]
                value = node.args[0]
                if name in {"ref", "has_group", "_for_xml_id"} and isinstance(
                    value, ast.Constant
                ):
                    self._assert_module_is_there(value.value, path)

    def _assert_module_is_there(self, xml_id, path):
        module, dot, name = xml_id.partition(".")
        if dot and name and "." not in name:
            with self.subTest(file=path.name, xml_id=xml_id):
                self.assertIn(module, self.modules)

    def test_tables_read_in_sql_are_there(self):
        """Scoring is raw SQL: PostgreSQL would only complain at night."""
        tables = {
            model._table
            for name, model in self.env.registry.items()
            if self._module_of_model(name) & self.modules
        }
        # that of the companies of a user
        tables.add("res_company_users_rel")
        # and those that hold our own many2many fields
        tables |= {
            field.relation
            for field in self.env["res.partner"]._fields.values()
            if field.type == "many2many"
            and field.store
            and "customer_tier" in field._modules
        }
        read = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z]+_[a-z_]+)\b(?!\s*\()")
        for path in [*ROOT.glob("scoring/*.py"), *ROOT.glob("models/*.py")]:
            for table in set(read.findall(path.read_text(encoding="utf-8"))):
                with self.subTest(file=path.name, table=table):
                    self.assertIn(table, tables)
