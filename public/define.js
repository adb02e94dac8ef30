// Registers the elements. `<script type="module" src="…/define.js">` and a tag are all that a page needs.
import { define } from "./element.js";

import { runtime } from "./runtime.js";

export * from "./element.js";
define();
runtime().receive();
