/** Fonts that were fetched already: address to data URL. */
const fetched = new Map();

/**
 * The fonts that came with the page, as far as they are used, so that a picture that may fetch nothing can
 * still draw icons.
 *
 * @param {Set<string>} families as in the computed style
 * @returns {Promise<string>} CSS with the fonts in it; nothing of those that cannot be fetched
 */
export async function fontFaces(families) {
    const names = new Set([...families].flatMap((family) => family.split(",").map(bare)));
    const rules = [...document.styleSheets]
        .flatMap(rulesOf)
        .filter((rule) => names.has(bare(rule.style.getPropertyValue("font-family"))));
    const faces = await Promise.all(rules.map(embedded));
    return faces.filter(Boolean).join("\n");
}

function bare(family) {
    return family.trim().replace(/^["']|["']$/g, "");
}

function rulesOf(sheet) {
    try {
        return [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule);
    } catch {
        return []; // of another site
    }
}

async function embedded({ style, parentStyleSheet }) {
    const [, address] =
        style.getPropertyValue("src").match(/url\("?([^")]+\.woff2[^")]*)"?\)/) || [];
    const data =
        address && (await dataUrl(new URL(address, parentStyleSheet.href || location.href)));
    return (
        data &&
        `@font-face { font-family: ${style.getPropertyValue("font-family")}; src: url(${data}); }`
    );
}

async function dataUrl({ href }) {
    if (!fetched.has(href)) {
        try {
            fetched.set(href, await read(await (await fetch(href)).blob()));
        } catch {
            return null; // without its icons the picture is still of use
        }
    }
    return fetched.get(href);
}

function read(blob) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.onerror = reject;
        reader.readAsDataURL(blob);
    });
}
