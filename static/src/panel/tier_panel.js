import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { TierBadge } from "../marks/tier_badge";
import { TrendMark } from "../marks/trend_mark";
import { usePublishedRuns } from "../run/use_published_runs";

import { Component, useState } from "@odoo/owl";

// As on the lists: an arrow says what is new.
const NEWS_DAYS = 90;

let lastId = 0;

/**
 * Who the customer of an order is: one line, which opens into what it usually buys, what is due,
 * why it is in its tier, and what to mind.
 *
 *     <widget name="customer_tier_panel"/>    <!-- on a form of sale.order -->
 *
 * It follows the customer that is chosen on the form, saved or not, and nobody waits for it: what
 * is shown belongs to the customer before until the answer is there, and is dimmed meanwhile.
 */
export class TierPanel extends Component {
    static template = "customer_tier.TierPanel";
    static components = { TierBadge, TrendMark };
    static props = standardWidgetProps;

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.keepLastOffers = new KeepLast();
        this.bodyId = `customer_tier_panel_${++lastId}`;
        this.storageKey = `customer_tier.panel_open.${user.userId}`;
        this.state = useState({
            panel: null,
            offers: [],
            loading: false,
            open: browser.localStorage.getItem(this.storageKey) === "1",
        });
        // No promise is returned: a form must not wait for its panel.
        useRecordObserver((record) => void this.follow(record));
        usePublishedRuns(() => this.load());
    }

    /** Ask anew when the order is of another customer or company, was saved or confirmed. */
    follow(record) {
        const { partner_id: partner, company_id: company, state } = record.data;
        this.asked = partner && company && [partner.id, company.id];
        const key = JSON.stringify([this.asked, state, record.resId]);
        if (key !== this.key) {
            this.key = key;
            this.load();
        }
        const products = [...new Set(this.orderedProducts(record))].sort((a, b) => a - b);
        const offersKey = JSON.stringify([key, products]);
        if (offersKey !== this.offersKey) {
            this.offersKey = offersKey;
            this.loadOffers(record);
        }
    }

    /** What goes with the customer and with the lines: asked anew with every product. */
    async loadOffers(record = this.props.record) {
        const products = this.orderedProducts(record);
        // nobody sees them while the panel is closed
        const answer =
            this.asked && this.state.open
                ? this.orm.silent.call("sale.order", "get_tier_offers", [...this.asked, products])
                : Promise.resolve([]);
        try {
            this.state.offers = await this.keepLastOffers.add(answer);
        } catch {
            this.state.offers = [];
        }
    }

    async load() {
        this.state.loading = true;
        const answer = this.asked
            ? this.orm.silent.call("sale.order", "get_tier_panel", this.asked)
            : Promise.resolve(false);
        try {
            this.state.panel = (await this.keepLast.add(answer)) || null;
        } catch {
            this.state.panel = null; // rather nothing than that of the customer before
        } finally {
            this.state.loading = false;
        }
    }

    toggle() {
        this.state.open = !this.state.open;
        browser.localStorage.setItem(this.storageKey, this.state.open ? "1" : "0");
        this.loadOffers();
    }

    get panel() {
        return this.state.panel;
    }

    get data() {
        return this.props.record.data;
    }

    /** What this very order does to the tier: changes with every line of it. */
    get effect() {
        return this.data.tier_effect_words || "";
    }

    /** The one thing to know: all there is while the panel is closed. */
    get headline() {
        const { empty, next, why } = this.panel;
        return this.effect || empty || next || why?.[0] || "";
    }

    get warnings() {
        // with this order a fall may not come, and the words about it say so
        return this.panel.warnings.filter(
            ({ kind }) => kind !== "pending" || !this.effect || !this.data.amount_untaxed,
        );
    }

    get warningCount() {
        return this.warnings.length === 1
            ? _t("One warning")
            : _t("%(count)s warnings", { count: this.warnings.length });
    }

    /** The last change of tier, while it is news. */
    get trend() {
        const { since, from, ...trend } = this.panel.trend;
        const day = since && deserializeDate(since);
        const isNews = day && luxon.DateTime.local().diff(day, "days").days <= NEWS_DAYS;
        return isNews && { ...trend, from: from || undefined, since: day };
    }

    get reasons() {
        const { keep, why = [] } = this.panel;
        return [...why, keep].filter((reason) => reason && reason !== this.headline);
    }

    /** The tier on the day of the order, where it is another one now. */
    get tierAtOrder() {
        const then = this.data.order_tier_id;
        return then && then.display_name !== this.panel.tier.name ? then.display_name : "";
    }

    get dueItems() {
        const visits = this.panel.visits.map(({ kind, words, due }, place) => ({
            key: `${kind}_${place}`,
            words,
            when: due && this.date(due),
            late: due && deserializeDate(due) < luxon.DateTime.local().startOf("day"),
        }));
        const products = this.panel.due.map((product) => ({
            key: product.product_id,
            productId: product.product_id,
            words: product.name,
            when: this.lateness(product),
            late: product.late > 0,
            ordered: this.isOrdered(product.product_id),
        }));
        return [...visits, ...products];
    }

    lateness({ late, rhythm }) {
        if (!late) {
            return _t("every %(days)s days, due today", { days: rhythm });
        }
        return _t("every %(days)s days, %(late)s days late", { days: rhythm, late });
    }

    orderedProducts(record) {
        const lines = record.data.order_line?.records || [];
        return lines.map((line) => line.data.product_id?.id).filter(Boolean);
    }

    /** Is the product on this order already? */
    isOrdered(productId) {
        return this.orderedProducts(this.props.record).includes(productId);
    }

    /** Lines can be added to what is not sent off or locked. */
    get canAdd() {
        const { state, locked, order_line: lines } = this.data;
        return Boolean(lines) && ["draft", "sent"].includes(state) && !locked;
    }

    addLabel({ name }) {
        return _t("Add %(product)s", { product: name });
    }

    /** As if it were typed into a new line: price, unit and taxes come from the server. */
    addOffer({ product_id: productId }) {
        return this.data.order_line.addNewRecord({
            position: "bottom",
            mode: "readonly",
            context: { default_product_id: productId },
        });
    }

    async dismissOffer(offer) {
        await this.orm.call("res.partner", "action_dismiss_product", [
            this.panel.customer_id,
            this.data.company_id.id,
            offer.product_id,
        ]);
        return this.loadOffers();
    }

    date(day) {
        return formatDate(deserializeDate(day));
    }

    quantity({ quantity, unit }) {
        const digits = [16, Number.isInteger(quantity) ? 0 : 2];
        return `${formatFloat(quantity, { digits, trailingZeros: false })} ${unit}`;
    }

    openProfile() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "customer.profile",
            res_id: this.panel.profile_id,
            views: [[false, "form"]],
        });
    }

    openCampaign() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "customer.tier.campaign",
            res_id: this.panel.campaign.id,
            views: [[false, "form"]],
        });
    }

    /** The purchases behind a product, as far as the user may read them. */
    openPurchases({ product_id: productId, name }) {
        // departments buy for it; subsidiaries are customers of their own
        const customer = ["partner_id.commercial_partner_id", "=", this.panel.customer_id];
        const company = ["company_id", "=", this.data.company_id.id];
        const byInvoice = this.panel.source === "invoice";
        const [model, domain] = byInvoice
            ? [
                  "account.move",
                  [
                      ["move_type", "=", "out_invoice"],
                      ["state", "=", "posted"],
                      ["invoice_line_ids.product_id", "=", productId],
                  ],
              ]
            : [
                  "sale.order",
                  [
                      ["state", "=", "sale"],
                      ["order_line.product_id", "=", productId],
                  ],
              ];
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Purchases of %(product)s", { product: name }),
            res_model: model,
            domain: [customer, company, ...domain],
            views: [
                [false, "list"],
                [false, "form"],
            ],
            context: { create: false },
        });
    }
}

export const tierPanel = {
    component: TierPanel,
    fieldDependencies: [
        { name: "partner_id", type: "many2one" },
        { name: "company_id", type: "many2one" },
        { name: "state", type: "selection" },
        { name: "locked", type: "boolean", readonly: true },
        { name: "amount_untaxed", type: "monetary" },
        { name: "order_tier_id", type: "many2one", readonly: true },
        { name: "tier_effect_words", type: "char", readonly: true },
    ],
};

registry.category("view_widgets").add("customer_tier_panel", tierPanel);
