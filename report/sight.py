"""Whose history the reader may see, so that the moves of nobody else are read."""

from odoo.fields import Domain

CONTACT = "partner_id."


def customers_in_sight(model):
    """SQL, in parentheses, of contacts: all customers whose rows record rules show are among them.

    There may be others as well: the rules are applied to each row in any case. But a database
    cannot know that they are about the customer of a row, and would put all moves together first.

    :param model: with a ``partner_id`` and fields related through it
    :return: None if it may be anybody
    """
    if model.env.su:
        return None
    rules = model.env["ir.rule"]._compute_domain(model._name)
    about = [rule for rule in _parts(rules) if _is_about_the_contact(rule, model)]
    if not about:
        return None
    contacts = model.env["res.partner"].sudo()
    sight = Domain.AND(
        rule.map_conditions(lambda condition: _of_contact(condition, model))
        for rule in about
    )
    return contacts._search(sight, active_test=False).subselect()


def _parts(domain):
    """The domains that must all be true."""
    if domain.is_true():
        return []
    return domain.children if getattr(domain, "OPERATOR", None) == "&" else [domain]


def _related(condition, model):
    return model._fields[condition.field_expr.partition(".")[0]].related or ""


def _is_about_the_contact(domain, model):
    conditions = list(domain.iter_conditions())
    return bool(conditions) and all(
        _related(condition, model).startswith(CONTACT) for condition in conditions
    )


def _of_contact(condition, model):
    _name, dot, path = condition.field_expr.partition(".")
    name = _related(condition, model).removeprefix(CONTACT)
    return Domain(f"{name}{dot}{path}", condition.operator, condition.value)
