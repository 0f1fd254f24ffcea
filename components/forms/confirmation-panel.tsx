import type { ReactNode } from "react";
import { Icon } from "../ui/icon.tsx";
import { NumberText } from "../ui/number-text.tsx";

type Props = { title: string; codeLabel?: string; code?: readonly string[]; children?: ReactNode };

/** Done, and the code that proves it: in groups, large enough to copy by hand. */
export function ConfirmationPanel({ title, codeLabel, code, children }: Props) {
  return (
    <div className="confirmation">
      <p className="confirmation-mark">
        <Icon name="official" />
      </p>
      <h1>{title}</h1>
      {code && (
        <div className="confirmation-code">
          <p className="muted">{codeLabel}</p>
          <p>
            <NumberText groups={code} size="large" />
          </p>
        </div>
      )}
      {children}
    </div>
  );
}
