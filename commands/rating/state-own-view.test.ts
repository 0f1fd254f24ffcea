import { expect, it } from "vitest";
import { ownViewInput } from "./state-own-view.ts";

const SAID = "我们已经逐件核查并答复，欢迎监督。";

it.each([
  ["words and a hotline", { zh: `${SAID}服务电话 95555，400-800-1234。`, en: "Call 010-12345678." }, []],
  ["a mobile number", { zh: `${SAID}投诉人 138 0013-8000 不是客户。` }, ["statement-has-number"]],
  [
    "one with the country's code",
    { zh: SAID, en: "The caller was +8613800138000." },
    ["statement-has-number"],
  ],
  ["an identity number", { zh: `${SAID}11010519491231002X` }, ["statement-has-number"]],
])("a public statement with %s is taken or refused for what it tells of people", (_name, said, reasons) => {
  const { error } = ownViewInput.safeParse(said);
  expect((error?.issues ?? []).map(({ message }) => message)).toEqual(reasons);
});
