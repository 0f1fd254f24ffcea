export const HONEYPOT_NAME = "website";

/** A field people never see and never reach by keyboard; a form that comes with it filled was filled by a machine. */
export function Honeypot({ label }: { label: string }) {
  return (
    <div className="visually-hidden" aria-hidden="true">
      <label>
        {label}
        <input type="text" name={HONEYPOT_NAME} tabIndex={-1} autoComplete="off" />
      </label>
    </div>
  );
}
