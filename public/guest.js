// What Portico's own page needs in somebody else's: in a frame, or in the window of an element's sign-in.
export * from "./frame.js";
export * from "./window.js";
