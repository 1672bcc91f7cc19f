"""Risk: a Chinese user meets English, or a translation that breaks a message."""

import re
from functools import cache

import polib
from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase
from odoo.tools.misc import file_path
from odoo.tools.translate import TranslationModuleReader, code_translations

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdfgr]|%%|\$\{\w+\}")
TAG = re.compile(r"</?\w+")
# Terms like "ID" or "<strong>1</strong>" are the same everywhere: empty in the file.
SAME = re.compile(r"(?:</?\w+>|%\(\w+\)s|[^a-z])*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
READ_BY_PEOPLE = (
    "string",
    "title",
    "placeholder",
    "help",
    "aria-label",
    "sum",
    "avg",
    "confirm",
)


@cache
def _read(name):
    return polib.pofile(file_path(f"customer_tier/i18n/{name}"))


def _is_english(text):
    return bool(text and WORD.search(text) and not CHINESE.search(text))


class TestTranslationFiles(TransactionCase):
    def _exported(self):
        """Every term that Odoo finds in the add-on as it is now."""
        rows = TranslationModuleReader(self.env.cr, ["customer_tier"])
        return {source for _module, _type, _name, _id, source, *_rest in rows}

    def test_files_hold_the_terms_of_the_code(self):
        exported = self._exported()
        self.assertGreater(len(exported), 300)
        for name in ("customer_tier.pot", "zh_CN.po"):
            terms = {entry.msgid for entry in _read(name) if not entry.obsolete}
            self.assertEqual(
                exported - terms, set(), f"{name} lacks these: script/i18n"
            )
            self.assertEqual(
                terms - exported, set(), f"{name} is out of date: script/i18n"
            )

    def test_every_term_is_translated(self):
        chinese = _read("zh_CN.po")
        empty = [entry.msgid for entry in chinese if not entry.msgstr.strip()]
        self.assertEqual([term for term in empty if not SAME.fullmatch(term)], [])
        self.assertEqual([entry.msgid for entry in chinese if entry.fuzzy], [])
        self.assertEqual(chinese.obsolete_entries(), [])

    def test_placeholders_and_tags_are_the_same(self):
        for entry in _read("zh_CN.po").translated_entries():
            for pattern in (PLACEHOLDER, TAG):
                with self.subTest(entry.msgid, pattern=pattern.pattern):
                    self.assertEqual(
                        sorted(pattern.findall(entry.msgstr)),
                        sorted(pattern.findall(entry.msgid)),
                    )

    def test_headers_name_nobody(self):
        """No time of export either: each one would be a change."""
        for name in ("customer_tier.pot", "zh_CN.po"):
            metadata = _read(name).metadata
            self.assertFalse({"Last-Translator", "POT-Creation-Date"} & set(metadata))


class TestChinese(TransactionCase):
    SEGMENTS = {
        "champions": "重要价值客户",
        "loyal": "忠诚客户",
        "potential_loyalist": "潜力客户",
        "new": "新客户",
        "promising": "有望客户",
        "need_attention": "需关注客户",
        "about_to_sleep": "即将沉睡",
        "at_risk": "流失风险",
        "cannot_lose": "重点挽回",
        "hibernating": "沉睡客户",
        "lost": "流失客户",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["customer_tier"], ["zh_CN"])
        cls.env = cls.env(context=dict(cls.env.context, lang="zh_CN"))

    def test_segments(self):
        names = {
            code: self.env.ref(f"customer_tier.segment_{code}").name
            for code in self.SEGMENTS
        }
        self.assertEqual(names, self.SEGMENTS)

    def test_menu(self):
        menu = self.env.ref("customer_tier.customer_tier_menu_root")
        self.assertEqual(menu.name, "客户等级")

    def test_labels_of_fields(self):
        fields = self.env["customer.profile"].fields_get(
            ["tier_id", "rfm_code", "tier_trend"]
        )
        self.assertEqual(fields["tier_id"]["string"], "等级")
        self.assertEqual(fields["rfm_code"]["string"], "RFM 代码")
        self.assertIn(("up", "上升"), fields["tier_trend"]["selection"])

    def test_filters_of_a_search_view(self):
        arch = self.env["customer.profile"].get_view(view_type="search")["arch"]
        labels = etree.fromstring(arch).xpath("//filter/@string")
        self.assertIn("重要价值客户", labels)

    def test_message_of_an_error(self):
        segments = self.env["customer.segment"].search([])
        with self.assertRaisesRegex(ValidationError, "评分组合不属于任何细分：111, "):
            segments.active = False

    def test_message_of_a_constraint(self):
        tier = self.env.ref("customer_tier.tier_a")
        constraint = self.env.ref("customer_tier.constraint_customer_tier_code_unique")
        self.assertEqual(constraint.message, "两个等级不能使用相同的代码。")
        self.assertEqual(tier.name, "A：重点客户")

    def test_javascript(self):
        web = code_translations.get_web_translations("customer_tier", "zh_CN")
        terms = {message["id"]: message["string"] for message in web["messages"]}
        self.assertEqual(terms["See the run"], "查看本次运行")

    def test_no_english_label_is_left(self):
        """In fields of our own, but those which say that they need no translation."""
        models = (
            self.env[name]
            for name, model in self.env.registry.items()
            if model._original_module == "customer_tier"
        )
        left = [
            f"{model._name}.{name}: {text}"
            for model in models
            for name, field in model._fields.items()
            if set(field._modules) == {"customer_tier"}
            and field.export_string_translation
            for text in self._words_of(model, name)
            if _is_english(text)
        ]
        self.assertEqual(left, [])

    def _words_of(self, model, name):
        field = model.fields_get([name], ["string", "help", "selection"])[name]
        options = [option for _value, option in field.get("selection", [])]
        return [field["string"], field.get("help"), *options]

    def test_no_english_text_is_left_in_views(self):
        xml_ids = self.env["ir.model.data"].search(
            [("module", "=", "customer_tier"), ("model", "=", "ir.ui.view")]
        )
        left = []
        for view in self.env["ir.ui.view"].browse(xml_ids.mapped("res_id")):
            for node in etree.fromstring(view.arch_db).iter(etree.Element):
                if node.tag == "style":
                    continue
                texts = [node.get(name) for name in READ_BY_PEOPLE] + [
                    node.text,
                    node.tail,
                ]
                left += [
                    f"{view.name}: {text.strip()}"
                    for text in texts
                    if _is_english(text)
                ]
        self.assertEqual(left, [])
