// Where the files of the program are, and their integrity: the finishing step of the build writes this anew.
const at = (name) => new URL(name, import.meta.url);

export const files = {
  wasm: [at("./page_bg.wasm"), ""],
  style: [at("./style/element.css"), ""],
  laterStyle: [at("./style/later.css"), ""],
};
