import { _t } from "@web/core/l10n/translation";
import { downloadFile } from "@web/core/network/download";
import { useService } from "@web/core/utils/hooks";
import { imageOf } from "./image";

import { Component, useRef, useState } from "@odoo/owl";

/**
 * A picture (the default slot) with a heading, and the numbers behind it as a table.
 *
 * The table is how keyboard and screen reader reach every number and every link: a canvas has
 * neither. What can be clicked in the picture is a button in the table.
 *
 * @typedef {Object} Column
 * @property {string} label
 * @property {boolean} [number] set right-aligned
 *
 * @typedef {Object} Row
 * @property {string|number} key
 * @property {string[]} cells formatted, in the order of the columns
 * @property {Function} [open] shows the customers behind the row
 */
export class Figure extends Component {
    static template = "customer_tier.Figure";
    static props = {
        title: String,
        name: { type: String, optional: true },
        note: { type: String, optional: true },
        empty: { type: String, optional: true },
        columns: { type: Array, element: Object, optional: true },
        rows: { type: Array, element: Object, optional: true },
        slots: Object,
    };

    setup() {
        this.root = useRef("root");
        this.notification = useService("notification");
        this.state = useState({ table: false });
    }

    get tableTitle() {
        return this.state.table ? _t("Show the picture") : _t("Show the numbers");
    }

    toggleTable() {
        this.state.table = !this.state.table;
    }

    async saveImage() {
        try {
            downloadFile(await imageOf(this.root.el), `${this.props.title}.png`, "image/png");
        } catch {
            this.notification.add(
                _t("Your browser could not draw the picture. Use its own screenshot instead."),
                { type: "warning" },
            );
        }
    }
}
