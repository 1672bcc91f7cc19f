import { _t } from "@web/core/l10n/translation";
import { formatDate } from "@web/core/l10n/dates";

import { Component } from "@odoo/owl";

const ICONS = {
    up: "fa-arrow-up text-success",
    down: "fa-arrow-down text-danger",
    entered: "fa-plus text-info",
};

/** Where a customer came from at its last change of tier: an arrow, and words for all. */
export class TrendMark extends Component {
    static template = "customer_tier.TrendMark";
    static props = {
        trend: String,
        words: String,
        from: { type: String, optional: true },
        since: { type: Object, optional: true },
        withLabel: { type: Boolean, optional: true },
    };

    get icon() {
        return ICONS[this.props.trend] || "fa-circle-o text-muted";
    }

    get shortLabel() {
        const { from, words } = this.props;
        return from ? _t("from %(tier)s", { tier: from }) : words;
    }

    get label() {
        const { from, since, words } = this.props;
        const date = since && formatDate(since);
        if (from && date) {
            return _t("%(moved)s from %(tier)s on %(date)s", { moved: words, tier: from, date });
        }
        if (from) {
            return _t("%(moved)s from %(tier)s", { moved: words, tier: from });
        }
        return date ? _t("%(moved)s on %(date)s", { moved: words, date }) : words;
    }
}
