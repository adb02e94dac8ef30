// Makes what the program draws an element's: parts for the styles of the host, slots for its content, headings of its level.

const PARTS = {
  ".card": "card", h1: "title", ".sub": "subtitle", ".providers": "list", ".providers > li": "item", ".provider": "button",
  ".tile, .avatar": "icon", ".title": "name", ".label > [id]": "description", ".badge": "badge", ".spinner": "spinner",
  ".callout, .wrong": "error", details: "details", ".button": "action", ".foot": "footer", dialog: "dialog",
};

/** Goes over all that is drawn in the element. */
export function dress({ root, provider }) {
  const stage = root.querySelector(".stage");
  const each = (selector, work) => stage.querySelectorAll(selector).forEach(work);
  for (const [selector, part] of Object.entries(PARTS)) {
    each(selector, (element) => (element.part = part));
  }
  // The page is the host's, and has a heading of its own.
  each("h1", (heading) => (heading.ariaLevel = "2"));
  each("h2", (heading) => (heading.ariaLevel = "3"));
  // Only one is offered: there is nothing to search, and what is typed would show the others.
  each(".filter", (filter) => (filter.hidden = Boolean(provider)));
  each(".provider", ({ dataset, parentElement }) => {
    const isOther = Boolean(provider) && dataset.provider !== provider;
    // What is hidden by the search stays so.
    if (isOther || parentElement.dataset.isOther) {
      parentElement.hidden = isOther;
      parentElement.dataset.isOther = isOther || "";
    }
  });
  const card = stage.querySelector(".card");
  if (card && !card.querySelector("slot")) {
    const logo = slot("logo");
    card.prepend(logo);
    logo.append(...card.querySelectorAll(":scope > .logo"));
    if (root.host.dataset.porticoState === "failed") {
      card.querySelector(":scope > .actions")?.append(slot("error-actions"));
    }
    card.querySelector(".providers")?.after(slot("empty"));
  }
  each("slot[name=empty]", (empty) => (empty.hidden = stage.querySelector("li:not([data-is-other=true]) > .provider") !== null));
}

function slot(name) {
  const element = document.createElement("slot");
  element.name = name;
  return element;
}
