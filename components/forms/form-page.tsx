import type { ReactNode } from "react";
import { BackLink } from "../ui/navigation.tsx";
import { ErrorSummary } from "./error-summary.tsx";
import { SubmitButton } from "./submit-button.tsx";

type Props = {
  back?: { href: string; label: string };
  /** Where in a longer journey this is, such as 第 1 步：发生了什么. */
  caption?: string;
  /** Needed when the page asks several things; with one question its label is the h1 and this stays out. */
  title?: string;
  lead?: ReactNode;
  /** A path for a plain POST, or a form action. */
  action: string | ((data: FormData) => void | Promise<void>);
  errors?: Readonly<Record<string, string>>;
  errorTitle: string;
  /** 错误：, put before the document's title while something has to be mended. */
  errorPrefix?: string;
  hidden?: Readonly<Record<string, string>>;
  submit: string;
  submitVariant?: "primary" | "danger";
  /** Beside the button: skip, save for later. */
  secondary?: ReactNode;
  children: ReactNode;
};

/** One question a page: back, what has to be mended, the question, the act. */
export function FormPage(props: Props) {
  const { back, caption, title, lead, action, errors = {}, errorTitle, errorPrefix } = props;
  const { hidden, submit, submitVariant, secondary, children } = props;
  return (
    <div className="form-page">
      {back && <BackLink href={back.href}>{back.label}</BackLink>}
      <ErrorSummary title={errorTitle} errors={errors} prefix={errorPrefix} />
      <form action={action} method={typeof action === "string" ? "post" : undefined} noValidate>
        {Object.entries(hidden ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {caption && <p className="form-caption">{caption}</p>}
        {title && <h1>{title}</h1>}
        {lead && <div className="form-lead">{lead}</div>}
        <div className="form-fields">{children}</div>
        <div className="form-actions">
          <SubmitButton variant={submitVariant}>{submit}</SubmitButton>
          {secondary}
        </div>
      </form>
    </div>
  );
}
