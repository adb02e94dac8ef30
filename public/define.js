// Registers the elements. `<script type="module" src="…/define.js">` and a tag are all that a page needs.
import { define } from "./element.js";

export * from "./element.js";
define();
