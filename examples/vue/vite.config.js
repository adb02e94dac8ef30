import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

// Vue asks which tags are none of its components.
const isCustomElement = (tag) => tag.startsWith("portico-");

export default defineConfig({ plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] });
