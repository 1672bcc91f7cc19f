import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { Figure } from "../chart/figure";
import { seriesColor } from "../chart/palette";
import { IntervalBar, reach } from "./interval_bar";
import { OutcomeMethod } from "./outcome_method";

import { Component, useState } from "@odoo/owl";

const TONE_ICONS = {
    good: "fa-arrow-up",
    bad: "fa-exclamation-triangle",
    open: "fa-question",
    early: "fa-clock-o",
};

/** What a campaign brought: treated beside held out, and the difference against zero. */
export class CampaignOutcome extends Component {
    static template = "customer_tier.CampaignOutcome";
    static components = { Figure, IntervalBar, OutcomeMethod };
    static props = { outcome: Object };

    setup() {
        this.integer = formatInteger;
        this.state = useState({ measure: this.props.outcome.main });
    }

    get columns() {
        return [
            { label: _t("Treated"), number: true },
            { label: _t("Treated Did"), number: true },
            { label: _t("Held Out"), number: true },
            { label: _t("Held Out Did"), number: true },
            { label: _t("Change"), number: true },
            { label: _t("Interval") },
            { label: _t("Certainty"), number: true },
            { label: _t("What It Says") },
        ];
    }

    measureColumns() {
        return [{ label: _t("Measure") }, ...this.columns];
    }

    tableRows(rows) {
        return rows.map((row) => ({
            key: row.key,
            cells: [
                row.label,
                formatInteger(row.treated_customers),
                row.treated_text,
                formatInteger(row.control_customers),
                row.control_text,
                row.difference_text,
                row.interval_text,
                row.certainty_text,
                row.verdict_text,
            ],
        }));
    }

    /** The figures by tier and by salesperson; one row alone says what all customers say. */
    get groups() {
        const { tiers, salespeople } = this.props.outcome;
        return [
            {
                name: "outcome_tiers",
                title: _t("By Tier"),
                rows: this.chosen(tiers),
                columns: [{ label: _t("Tier Then") }, ...this.columns],
                note: this.besideNote,
            },
            {
                name: "outcome_salespeople",
                title: _t("By Salesperson"),
                rows: this.chosen(salespeople),
                columns: [{ label: _t("Salesperson") }, ...this.columns],
                note: this.besideNote,
            },
        ].filter(({ rows }) => rows.length);
    }

    get besideNote() {
        return _t(
            "Results side by side have wider intervals: so that all of them hold at once. The scale is the same for all.",
        );
    }

    chosen(rows) {
        return rows.filter(({ measure }) => measure === this.state.measure);
    }

    scaleOf(rows) {
        return reach(...rows.map(({ interval }) => interval || []));
    }

    choose(measure) {
        this.state.measure = measure;
    }

    /** As long as its part of the bigger of the two; nobody has a bar for a loss. */
    barStyle(row, arm) {
        const most = Math.max(row.treated, row.control, 0);
        const part = most > 0 && row[arm] > 0 ? row[arm] / most : 0;
        const color = seriesColor(arm === "treated" ? 0 : 1);
        return `width: ${part * 100}%; background-color: ${color}`;
    }

    label(row) {
        return _t("%(name)s: %(difference)s, %(interval)s. %(verdict)s.", {
            name: row.label,
            difference: row.difference_text,
            interval: row.interval_text,
            verdict: row.verdict_text,
        });
    }

    icon(row) {
        return row.verdict === "down" && row.tone === "good"
            ? "fa-arrow-down"
            : TONE_ICONS[row.tone];
    }

    get title() {
        return _t("Treated Against Control");
    }

    get note() {
        if (this.props.outcome.measures.every(({ interval }) => !interval)) {
            return this.props.outcome.has_result
                ? _t("Without two customers in each group nothing can be compared.")
                : _t(
                      "Differences are told on days set beforehand, when days are over: whoever looks every day finds a success in nothing.",
                  );
        }
        return _t(
            "Per customer. A line that crosses the middle has room for no effect at all: nothing is proven then.",
        );
    }

    get stepColumns() {
        return [
            { label: _t("Step") },
            { label: _t("Waiting") },
            { label: _t("Reached") },
            { label: _t("Skipped") },
            { label: _t("Failed") },
            { label: _t("Opened") },
            { label: _t("Clicked") },
            { label: _t("Answered") },
            { label: _t("Bought After") },
        ];
    }

    stepCells(step) {
        const mail = (count) => (step.is_mail ? formatInteger(count) : "–");
        return [
            formatInteger(step.due),
            formatInteger(step.done),
            formatInteger(step.skipped),
            formatInteger(step.failed),
            mail(step.opened),
            mail(step.clicked),
            formatInteger(step.replied),
            formatInteger(step.bought),
        ];
    }
}
