import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { offline } from "./offline.plugin.ts";

export default defineConfig({
  plugins: [svelte(), offline()],
  // The page is served by the city itself, so everything it needs is in this folder and goes into the wheel.
  build: {
    outDir: "../src/banyan/page",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1100,
    // A data: address for small files would need a looser content policy.
    assetsInlineLimit: 0,
  },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:8787", "/health": "http://127.0.0.1:8787" } },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});
