import { _t } from "@web/core/l10n/translation";
import { Panel } from "./panel";
import { day, distance, percent, shortMoney } from "./formats";

import { Component } from "@odoo/owl";

const BADGES = { good: "text-bg-success", fair: "text-bg-info", guess: "text-bg-light border" };

/** What is expected of a customer: whether it buys, when, and for how much; and how sure that is. */
export class ForecastFigures extends Component {
    static template = "customer_tier.ForecastFigures";
    static components = { Panel };
    static props = {
        forecast: Object,
        today: String,
        currencyId: Number,
        openForecast: Function,
        openCategories: Function,
    };

    get title() {
        return _t("What to Expect");
    }

    get probability() {
        return percent(this.props.forecast.buy_probability);
    }

    get withinDays() {
        return _t("buys within %(days)s days", { days: this.props.forecast.days });
    }

    get revenue() {
        return shortMoney(this.props.forecast.revenue, this.props.currencyId);
    }

    get range() {
        const { low, high } = this.props.forecast;
        return _t("%(low)s to %(high)s, 8 times in 10", {
            low: shortMoney(low, this.props.currencyId),
            high: shortMoney(high, this.props.currencyId),
        });
    }

    get next() {
        const { next } = this.props.forecast;
        return next ? day(next) : _t("No rhythm known");
    }

    /** From when to when, and whether it should have come already. */
    get between() {
        const { early, late } = this.props.forecast;
        if (!early || !late) {
            return "";
        }
        return _t("%(early)s to %(late)s, 8 times in 10", { early: day(early), late: day(late) });
    }

    get wasDue() {
        const { was_due } = this.props.forecast;
        if (!was_due || was_due >= this.props.today) {
            return "";
        }
        return _t("It was due %(when)s", { when: distance(was_due, this.props.today) });
    }

    get badge() {
        return BADGES[this.props.forecast.confidence];
    }

    get asOf() {
        const { as_of } = this.props.forecast;
        return as_of && as_of !== this.props.today
            ? _t("Foreseen on %(date)s", { date: day(as_of) })
            : "";
    }
}
