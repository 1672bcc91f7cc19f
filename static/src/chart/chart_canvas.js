import { loadBundle } from "@web/core/assets";
import { paper } from "./palette";

import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";

/**
 * A canvas that Chart.js draws on, in the colors of the theme.
 *
 * `config` is a configuration of Chart.js, drawn anew whenever another one is given. `label` is
 * what a screen reader says; the figures themselves are in the table of the `Figure` around it.
 * `onMarkClick(mark)` gets `{datasetIndex, index}` of the mark that was clicked.
 */
export class ChartCanvas extends Component {
    static template = "customer_tier.ChartCanvas";
    static props = {
        config: Object,
        label: String,
        onMarkClick: { type: Function, optional: true },
        height: { type: Number, optional: true },
    };
    static defaultProps = { height: 280 };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (config) => {
                const chart = new window.Chart(this.canvas.el, this.themed(config));
                return () => chart.destroy();
            },
            () => [this.props.config],
        );
    }

    themed({ options = {}, ...config }) {
        const { ink, line } = paper();
        const scales = Object.entries(options.scales || {}).map(([name, scale]) => [
            name,
            {
                ...scale,
                grid: { color: line, ...scale.grid },
                ticks: { color: ink, backdropColor: "transparent", ...scale.ticks },
                title: { color: ink, ...scale.title },
                pointLabels: { color: ink, ...scale.pointLabels },
                angleLines: { color: line, ...scale.angleLines },
            },
        ]);
        const plugins = options.plugins || {};
        return {
            ...config,
            options: {
                maintainAspectRatio: false,
                // what moves by itself makes some people sick, and pictures of screens differ
                animation: false,
                font: { family: getComputedStyle(document.body).fontFamily },
                ...options,
                scales: Object.fromEntries(scales),
                plugins: {
                    ...plugins,
                    legend: {
                        position: "bottom",
                        ...plugins.legend,
                        labels: {
                            color: ink,
                            usePointStyle: true,
                            boxHeight: 7,
                            ...plugins.legend?.labels,
                        },
                    },
                },
                onHover: (event, marks) => {
                    const pointer = this.props.onMarkClick && marks.length;
                    event.native.target.style.cursor = pointer ? "pointer" : "";
                },
                onClick: (event, marks) => {
                    if (marks.length) {
                        const [{ datasetIndex, index }] = marks;
                        this.props.onMarkClick?.({ datasetIndex, index });
                    }
                },
            },
        };
    }
}
