import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "#app/_server/session.ts";

type Segment = { params: Promise<{ nextauth: string[] }> };

const handle = (request: NextRequest, segment: Segment): Promise<Response> =>
  NextAuth(authOptions())(request, segment);

export { handle as GET, handle as POST };
