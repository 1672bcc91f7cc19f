import { _t } from "@web/core/l10n/translation";
import { amount, customers, share, shortAmount, signed } from "../chart/amounts";

import { Component } from "@odoo/owl";

const RISE = { icon: "fa-arrow-up", word: _t("more") };
const FALL = { icon: "fa-arrow-down", word: _t("less") };
const SAME = { icon: "fa-arrows-h", word: _t("as before") };

/** A tile for each tier: how many customers and what share of the revenue, and how that changed. */
export class TierTiles extends Component {
    static template = "customer_tier.TierTiles";
    static props = {
        tiers: { type: Array, element: Object },
        currencyId: [Number, Boolean],
        // the day compared with, as people write it
        fromDay: String,
        onOpen: Function,
    };

    /** Before the first run nobody had a tier: nothing to compare with. */
    get hasBefore() {
        return this.props.tiers.some((tier) => tier.customers_before);
    }

    get tiles() {
        return this.props.tiers.map((tier) => ({
            ...tier,
            count: customers(tier.customers),
            amount: shortAmount(tier.revenue, this.props.currencyId),
            shareText: share(tier.share),
            changes: this.hasBefore ? this.changes(tier) : [],
            title: this.title(tier),
        }));
    }

    changes(tier) {
        const points = Math.round((tier.share - tier.share_before) * 1000) / 10;
        return [
            change(
                "customers",
                tier.customers - tier.customers_before,
                (text) => _t("%(count)s customers", { count: text }),
                signed(tier.customers - tier.customers_before),
            ),
            change(
                "share",
                points,
                (text) => _t("%(count)s points of revenue", { count: text }),
                signed(points, (value) => value.toLocaleString(undefined)),
            ),
        ];
    }

    title(tier) {
        const now = _t("%(tier)s: %(customers)s, %(share)s of revenue, %(amount)s.", {
            tier: tier.name,
            customers: customers(tier.customers),
            share: share(tier.share),
            amount: amount(tier.revenue, this.props.currencyId),
        });
        if (!this.hasBefore) {
            return now;
        }
        const before = _t("On %(date)s: %(customers)s, %(share)s of revenue.", {
            date: this.props.fromDay,
            customers: customers(tier.customers_before),
            share: share(tier.share_before),
        });
        return `${now} ${before}`;
    }
}

/** A change with arrow, sign and word: none of them has to be understood alone. */
function change(name, difference, write, text) {
    const kind = difference > 0 ? RISE : difference < 0 ? FALL : SAME;
    return { name, icon: kind.icon, text: difference ? write(text) : "", word: kind.word };
}
