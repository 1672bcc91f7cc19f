import { paper } from "./palette";

/**
 * A plugin of Chart.js: dashed lines from both axes to points of the picture, with words beside them.
 *
 * @param {{x: number, y: number, label: string}[]} borders in the units of the axes
 */
export function borderLines(borders) {
    return {
        id: "customer_tier_border_lines",
        afterDatasetsDraw({ ctx, chartArea, scales }) {
            const { ink, muted, paper: background } = paper();
            ctx.save();
            ctx.strokeStyle = muted;
            ctx.font = `12px ${getComputedStyle(document.body).fontFamily}`;
            ctx.textBaseline = "middle";
            for (const border of borders) {
                const x = scales.x.getPixelForValue(border.x);
                const y = scales.y.getPixelForValue(border.y);
                ctx.setLineDash([4, 4]);
                ctx.beginPath();
                ctx.moveTo(chartArea.left, y);
                ctx.lineTo(x, y);
                ctx.lineTo(x, chartArea.bottom);
                ctx.stroke();
            }
            // words last: no line may cross them
            ctx.setLineDash([]);
            for (const border of borders) {
                const width = ctx.measureText(border.label).width;
                const x = Math.min(
                    scales.x.getPixelForValue(border.x) + 8,
                    chartArea.right - width - 4,
                );
                const y = scales.y.getPixelForValue(border.y) + 14;
                ctx.fillStyle = background;
                ctx.globalAlpha = 0.85;
                ctx.fillRect(x - 3, y - 9, width + 6, 18);
                ctx.globalAlpha = 1;
                ctx.fillStyle = ink;
                ctx.fillText(border.label, x, y);
            }
            ctx.restore();
        },
    };
}
