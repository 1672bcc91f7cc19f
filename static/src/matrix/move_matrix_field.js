import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { MoveMatrix } from "./move_matrix";

import { Component, xml } from "@odoo/owl";

/**
 * A Json field that holds a `Matrix` (matrix_data.js), shown as one:
 *
 *     <field name="matrix" widget="customer_tier_move_matrix" />
 *
 * A click on a cell calls `action_open_matrix_cell(row_id, column_id)` on the record and does the
 * action that it returns. The ids are those of the labels: False for who entered or left, None for
 * a total. With the option `no_open` cells cannot be clicked, and the method is not needed.
 */
export class MoveMatrixField extends Component {
    static template = xml`
        <MoveMatrix t-if="matrix" matrix="matrix" onCellClick="onCellClick"/>`;
    static components = { MoveMatrix };
    static props = {
        ...standardFieldProps,
        noOpen: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get matrix() {
        return this.props.record.data[this.props.name];
    }

    get onCellClick() {
        return this.props.noOpen ? undefined : this.openCell.bind(this);
    }

    async openCell(row, column) {
        const { resModel, resId } = this.props.record;
        const action = await this.orm.call(resModel, "action_open_matrix_cell", [
            [resId],
            row,
            column,
        ]);
        return this.action.doAction(action);
    }
}

export const moveMatrixField = {
    component: MoveMatrixField,
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ noOpen: Boolean(options.no_open) }),
};

registry.category("fields").add("customer_tier_move_matrix", moveMatrixField);
