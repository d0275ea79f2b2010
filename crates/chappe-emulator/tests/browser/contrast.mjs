// The contrast of colours on the page, by the formula of WCAG.

/**
 * Defines `contrast(element, colour)` in the page: the ratio between a colour and what is
 * behind it on an element.
 */
export function defineContrast() {
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const paint = (colour, alpha = 1) => {
    pen.globalAlpha = alpha;
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
  };
  const light = () => {
    const [red, green, blue] = [...pen.getImageData(0, 0, 1, 1).data].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  window.contrast = (element, colour) => {
    const around = [];
    for (let one = element; one; one = one.parentElement) around.unshift(getComputedStyle(one));
    paint("Canvas");
    around.forEach((one) => paint(one.backgroundColor));
    const behind = light();
    // Animated text is measured at its stronger opacity.
    paint(colour, around.reduce((all, one) => (one.animationName === "none" ? all * Number(one.opacity) : all), 1));
    const before = light();
    return (Math.max(behind, before) + 0.05) / (Math.min(behind, before) + 0.05);
  };
}

/** In the page: the texts with too little contrast. */
export function pale() {
  const found = [];
  const look = (element, colour, text) => {
    const ratio = window.contrast(element, colour);
    if (ratio < 4.5) found.push(`${element.className || element.tagName} “${text.slice(0, 30)}” ${ratio.toFixed(2)}`);
  };
  for (const input of document.querySelectorAll("[placeholder]:placeholder-shown")) {
    if (input.checkVisibility()) look(input, getComputedStyle(input, "::placeholder").color, input.placeholder);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (element.closest("script, noscript, :disabled, .spoiler:not(.revealed), .visually-hidden")) continue;
    look(element, getComputedStyle(element).color, texts.currentNode.data);
  }
  return [...new Set(found)];
}
