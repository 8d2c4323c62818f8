/** Writes what a phone installs: offline.js with the list of the page's own files, and the manifest. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { transformWithOxc, type Plugin, type Rolldown } from "vite";

/** The map's engine is heavy, and the tasks draw their map without it. */
const LEFT_OUT = /maplibre|\.map$/;

function heavy(file: Rolldown.OutputAsset | Rolldown.OutputChunk): boolean {
  return LEFT_OUT.test(file.fileName) || (file.type === "chunk" && file.moduleIds.some((id) => id.includes("/maplibre-gl/dist/maplibre-gl.mjs")));
}

const MANIFEST = {
  name: "Banyan", short_name: "Banyan", start_url: "/#/cases/tasks", scope: "/", display: "standalone",
  background_color: "#eef1f4", theme_color: "#1f5f8b",
  icons: [{ src: "/favicon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" }],
};

export function offline(): Plugin {
  return {
    name: "banyan-offline",
    apply: "build",
    enforce: "post",
    async generateBundle(_, bundle) {
      const files = Object.values(bundle).filter((f) => f.fileName.startsWith("assets/") && !heavy(f)).map((f) => `/${f.fileName}`).sort();
      const build = `banyan-page-${createHash("sha256").update(files.join("\n")).digest("hex").slice(0, 12)}`;
      const { code } = await transformWithOxc(readFileSync("src/offline/worker.ts", "utf-8"), "worker.ts", { lang: "ts" });
      const plain = code.replace(/^export\s*\{\s*\};?\s*$/m, "");
      this.emitFile({ type: "asset", fileName: "offline.js", source: `const FILES = ${JSON.stringify(files)};\nconst BUILD = ${JSON.stringify(build)};\n${plain}` });
      this.emitFile({ type: "asset", fileName: "manifest.webmanifest", source: JSON.stringify(MANIFEST) });
    },
  };
}
