import { paper } from "./palette";

const SVG = "http://www.w3.org/2000/svg";

/**
 * What an element looks like now, as a picture of twice its size on screen.
 *
 * The element is copied with all its computed styles into an SVG, which the browser draws: it
 * needs nothing from outside, so that the canvas stays readable. Charts are copied as they are
 * drawn; what carries the class `o_tier_figure_tools` or `d-print-none` stays out.
 *
 * @param {HTMLElement} element
 * @returns {Promise<Blob>} a PNG
 * @throws {Error} if the browser cannot draw it
 */
export async function imageOf(element) {
    const { width, height } = element.getBoundingClientRect();
    const copy = copyOf(element);
    copy.style.margin = "0";
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    const frame = document.createElementNS(SVG, "foreignObject");
    frame.setAttribute("width", "100%");
    frame.setAttribute("height", "100%");
    frame.append(copy);
    svg.append(frame);
    const source = new XMLSerializer().serializeToString(svg);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
    await image.decode();

    const scale = 2;
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * scale);
    canvas.height = Math.ceil(height * scale);
    const context = canvas.getContext("2d");
    context.fillStyle = paper().paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.scale(scale, scale);
    context.drawImage(image, 0, 0);
    return new Promise((resolve, reject) =>
        canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("empty picture")))),
    );
}

function copyOf(element) {
    if (element instanceof HTMLCanvasElement) {
        const image = document.createElement("img");
        image.src = element.toDataURL();
        return styled(image, element);
    }
    const copy = styled(element.cloneNode(false), element);
    for (const child of element.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) {
            copy.append(child.cloneNode());
        } else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(".d-print-none")) {
            copy.append(copyOf(child));
        }
    }
    return copy;
}

function styled(copy, element) {
    const style = getComputedStyle(element);
    copy.setAttribute(
        "style",
        [...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"),
    );
    return copy;
}
