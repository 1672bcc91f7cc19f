from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..insight import portrait
from ..insight.departments import Departments, members
from ..scoring.dimensions import DIMENSIONS

DOCUMENTS = {"sale": "sale.order", "invoice": "account.move"}
MOVES = 100  # steps of the history that are shown


class CustomerProfile(models.Model):
    """The portrait of a customer: everything that a salesperson wants to see before a visit.

    The parts are put together in customer_profile_portrait_*.py, from SQL of :mod:`..insight`.
    """

    _inherit = "customer.profile"

    @api.readonly
    def get_portrait(self, department_id=False, parts=None):
        """The portrait of one customer, as plain values for the web client and for print.

        Amounts are in the currency of the company, dates are ISO strings, texts are in the
        reader's language. Numbers finer than those of the profile (single purchases, months,
        categories) are of the documents that the reader may read; ``hidden`` says how many are
        left out.

        :param department_id: the contact that it is looked at from: what its department does not
            buy comes first
        :param parts: which of ``radar``, ``purchases``, ``categories``, ``reasons``, ``due``,
            ``history``, ``offers`` are wanted; by default all
        :return: a dict with ``profile_id``, ``partner``, ``company``, ``today``, ``source``,
            ``window_days``, ``tier``, ``segment`` and the parts
        """
        self.ensure_one()
        self.check_access("read")
        self.env.flush_all()
        makers = self._portrait_parts()
        scene = self._portrait_scene(department_id)
        wanted = makers if parts is None else parts
        return self._portrait_head(scene) | {
            name: make(scene) for name, make in makers.items() if name in wanted
        }

    def _portrait_parts(self):
        """Names of the parts, with what makes each of a scene."""
        return {
            "radar": self._portrait_radar,
            "purchases": self._portrait_purchases,
            "categories": self._portrait_categories,
            "reasons": self._portrait_reasons,
            "due": self._portrait_due,
            "history": self._portrait_history,
        }

    def _portrait_scene(self, department_id=False):
        """One query, for the contacts of the customer."""
        rules = self._judged_by()
        window = self._portrait_window(rules, self.partner_id.ids)
        customer_id = self.partner_id.id
        departments = Departments(
            customer_id, self.env.execute_query(members(customer_id))
        )
        documents = self.env[DOCUMENTS[rules.source]]
        has_documents = documents.has_access("read")
        bought = portrait.Bought(
            window,
            departments.contact_ids,
            self._portrait_readable(documents, departments)
            if has_documents
            else SQL("(SELECT NULL::integer WHERE FALSE)"),
        )
        focus = departments.of(department_id) if department_id else None
        return portrait.Scene(rules, departments, focus, bought, has_documents)

    def _portrait_window(self, rules, customer_ids):
        """What this customer's policy looks at, of these customers."""
        company = self.sudo().company_id
        return company._tier_window(rules.source, rules.window_days, customer_ids)

    def _portrait_readable(self, documents, departments):
        """SQL of the ids of the customer's documents that record rules let the user read."""
        domain = Domain("partner_id", "in", departments.contact_ids) & Domain(
            "company_id", "=", self.company_id.id
        )
        return documents._search(domain).subselect()

    def _portrait_head(self, scene):
        company = self.sudo().company_id
        return {
            "profile_id": self.id,
            "partner": {"id": self.partner_id.id, "name": self.partner_id.display_name},
            "company": {
                "id": company.id,
                "name": company.name,
                "currency_id": company.currency_id.id,
            },
            "today": scene.window.as_of.isoformat(),
            "source": scene.window.source,
            "window_days": scene.window.window_days,
            "tier": self._portrait_mark(self.tier_id),
            "segment": self._portrait_mark(self.segment_id),
        }

    def _portrait_mark(self, record):
        """A tier or segment as the client draws it, or False."""
        # sudo: whoever reads of a tier may read its name
        record = record.sudo()
        return bool(record) and {
            "id": record.id,
            "name": record.name,
            "code": record.code,
            "color": record.color,
        }

    # --------------------------------------------------------------------- radar

    def _portrait_radar(self, scene):
        """The scores in all dimensions of the policy, beside the average of the tier.

        ``score`` is None where the value is unknown. ``average`` is None where nobody in the
        tier has a score, and in a tier that is too small to have an average
        (``customer_tier_min_peers`` of the company).
        """
        company = self.sudo().company_id
        rules = [r for r in scene.rules.dimensions if r.dimension in DIMENSIONS]
        known = self._tier_averages(
            company.id,
            self.policy_id.id,
            company.customer_tier_run_id.id,
            tuple(rule.dimension for rule in rules),
        )
        # nobody was in the tier yet when the averages were read
        customers, *averages = known.get(self.tier_id.id, [0, *(None for _ in rules)])
        told = customers >= company.customer_tier_min_peers
        return {
            "best": scene.rules.bins,
            "customers": customers,
            "is_compared": told,
            "dimensions": [
                self._portrait_dimension(rule, average if told else None)
                for rule, average in zip(rules, averages, strict=True)
            ],
        }

    @api.model
    @ormcache("company_id", "policy_id", "run_id", "dimensions")
    def _tier_averages(self, company_id, policy_id, run_id, dimensions):
        """``{tier id: (customers, average scores...)}``; read once per published run.

        Looking at all profiles takes as long as all the rest of a portrait (100,000 customers: 60
        ms); the few that a quick refresh judges anew between two runs move no average.

        :param run_id: the last published run
        :param dimensions: their names
        """
        rows = self.env.execute_query(
            portrait.tier_averages(
                company_id, policy_id, [DIMENSIONS[name] for name in dimensions]
            )
        )
        return {tier_id: numbers for tier_id, *numbers in rows}

    def _portrait_dimension(self, rule, average):
        dimension = DIMENSIONS[rule.dimension]
        if dimension.measure:
            scores = self.dimension_scores or {}
            value, score = scores.get(dimension.name, (None, None))
        else:
            value, score = self[dimension.column], self[dimension.score_column]
        words = self.env["customer.tier.policy.dimension"]._value_in_words(
            dimension.name, value, self.sudo().currency_id.with_env(self.env)
        )
        return {
            "name": dimension.name,
            "label": self.env._(dimension.label),
            "hint": self.env._(dimension.hint) if dimension.hint else "",
            "value": words,
            "score": score,
            "average": average,
            "weight": rule.weight,
            # a dimension of another add-on need not have a field to search by
            "can_open": f"{dimension.name}_score" in self._fields,
        }

    # ------------------------------------------------------------------- history

    def _portrait_history(self, scene):
        """The ``moves``, the newest first, and the ids of all ``tiers`` in order."""
        moves = self.env["customer.tier.move"]
        domain = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        found = moves.search(domain, limit=MOVES)
        tiers = self.env["customer.tier"].sudo().with_context(active_test=False)
        return {
            "total": len(found) if len(found) < MOVES else moves.search_count(domain),
            "tiers": tiers.search([]).ids,
            "moves": [
                {
                    "id": move.id,
                    "date": move.date.isoformat(),
                    "direction": move.direction,
                    "from_tier": self._portrait_mark(move.from_tier_id),
                    "to_tier": self._portrait_mark(move.to_tier_id),
                    "from_segment": self._portrait_mark(move.from_segment_id),
                    "to_segment": self._portrait_mark(move.to_segment_id),
                    "revenue": move.monetary,
                }
                for move in found
            ],
        }
