import type { ReactNode } from "react";
import { RATING_1 } from "#domain/rating/method.ts";
import { frac, ln, math, paren, row, space, sqrt, sub, sum, sup, text } from "./math.ts";

/** Between two equations of one line. */
const next = row(",", space(1.2));
const Yc = sub("Y", "c");
const ec = sub("e", "c");
const ac = sub("α", "c");
const mc = sub("m", "c");
const vc = sub("v", "c");
const wc = sub("w", "c");
const decayedE = row("e", "′");
const ofC = sum("c");
const prior = String(RATING_1.benchmarkPrior);
const shared = String(RATING_1.sharedDrift);
const sumA = row(ofC, wc, ec);

/** The method's formulas by name; the words beside each are in the messages. */
export const FORMULAS: Readonly<Record<FormulaName, readonly ReactNode[]>> = {
  decay: [
    math(Yc, "=", sum("m"), sup("δ", row("M", "−", "m")), sum("k"), sub("u", "k")),
    math("D", "=", sum("m"), sup("δ", row("M", "−", "m")), sub("E", "m")),
    math("δ", "=", sup("2", row("−", "1", "/", "H"))),
  ],
  expected: [
    math(
      sub("μ", "c"),
      "=",
      frac(row("∑", Yc, "−", sub("Y", "i")), row("∑", "D", "−", sub("D", "i"))),
      "+",
      frac(prior, row("∑", "D")),
    ),
    math(ec, "=", sum("s"), sub("μ", row("s", "c")), sub("D", "s")),
  ],
  ratio: [
    math(Yc, "∼", text("Poisson"), paren("r", ec), next, "r", "∼", text("Gamma"), paren(ac, ",", ac)),
    math(
      frac(row("α", "+", "Y"), row("α", "+", "e")),
      "=",
      "B",
      frac("Y", "e"),
      "+",
      paren("1", "−", "B"),
      next,
      "B",
      "=",
      frac("e", row("α", "+", "e")),
    ),
  ],
  alpha: [
    math(
      ln,
      "w",
      paren("α"),
      "=",
      ln,
      frac("s", row("1", "+", sup("s", "2"))),
      "+",
      sum("i"),
      sub("L", "i"),
      next,
      "s",
      "=",
      frac("1", sqrt("α")),
    ),
    math(sub("L", "i"), "=", ln, "Γ", paren("y", "+", "α"), "−", ln, "Γ", paren("α")),
    math("+", "α", ln, "α", "−", paren("y", "+", "α"), ln, paren("α", "+", decayedE)),
    math(
      "y",
      "=",
      frac("Y", "κ"),
      next,
      decayedE,
      "=",
      frac("e", "κ"),
      next,
      "κ",
      "=",
      frac(row("1", "+", sup("δ", "n")), row("1", "+", "δ")),
    ),
    math(mc, "=", sum("α"), "w", frac(row("α", "+", "Y"), row("α", "+", "e"))),
    math(
      vc,
      "=",
      sum("α"),
      "w",
      row(
        "[",
        frac(row("α", "+", "Y"), sup(paren("α", "+", "e"), "2")),
        "+",
        sup(paren(frac(row("α", "+", "Y"), row("α", "+", "e")), "−", mc), "2"),
        "]",
      ),
    ),
  ],
  drift: [
    math(
      "x",
      "=",
      ln,
      frac(sub("y", "2"), sub("E", "2")),
      "−",
      ln,
      frac(sub("y", "1"), sub("E", "1")),
      next,
      sup("u", row("−", "1")),
      "=",
      frac("1", sub("y", "1")),
      "+",
      frac("1", sub("y", "2")),
    ),
    math(
      sup("q", "2"),
      "=",
      "max",
      space(0.17),
      "(",
      "0",
      ",",
      space(0.3),
      frac(
        row("∑", "u", "[", sup(paren("x", "−", "x̃"), "2"), "−", sup("u", row("−", "1")), "]"),
        row("∑", "u"),
      ),
      ")",
      "·",
      frac(row("3", "h"), row("2", sup("h", "2"), "+", "1")),
    ),
    math(
      "g",
      "=",
      "exp",
      paren(frac(row(sup("q", "2"), sup("δ", "2")), row("1", "−", sup("δ", "2")))),
      "−",
      "1",
      next,
      vc,
      "←",
      vc,
      "+",
      sup(mc, "2"),
      "g",
    ),
  ],
  combine: [
    math("R", "=", frac(row(ofC, wc, ec, mc), sumA)),
    math(
      "V",
      "=",
      frac(
        row(
          "∑",
          sup("a", "2"),
          "v",
          "+",
          shared,
          "g",
          "[",
          sup(paren("∑", "a", "m"), "2"),
          "−",
          "∑",
          sup("a", "2"),
          sup("m", "2"),
          "]",
        ),
        sup(paren("∑", "a"), "2"),
      ),
    ),
    math("a", "=", wc, ec),
    math("R", "∼", text("Gamma"), paren(frac(sup("R", "2"), "V"), ",", frac("R", "V"))),
  ],
  handling: [
    math("p", "∼", text("Beta"), paren("t", sub("p", "0"), ",", "t", paren("1", "−", sub("p", "0")))),
    math("f", "=", frac(row("1", "−", "p"), row("1", "−", sub("p", "0")))),
  ],
  funnel: [
    math("z", "=", frac(row("∑", "w", "Y", "−", "∑", "w", "e"), sqrt(row("∑", sup("w", "2"), "e")))),
    math(
      "1",
      "±",
      "z",
      sqrt(frac(row("φ", "∑", sup("w", "2"), "e"), sup(paren("∑", "w", "e"), "2"))),
      next,
      "ρ",
      "=",
      frac(sup("τ", "2"), row(sup("τ", "2"), "+", sup("s", "2"))),
    ),
  ],
};

export type FormulaName =
  | "decay"
  | "expected"
  | "ratio"
  | "alpha"
  | "drift"
  | "combine"
  | "handling"
  | "funnel";
