// define.js registers <portico-login> and <portico-account>. It exports nothing: the classes are element.js'.
import "./element.js";

export {};
