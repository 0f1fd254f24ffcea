import { ButtonLink } from "../ui/button.tsx";

type Props = { title: string; body: string; retry: string; urgent: string; href: string };

/** The database is away for the moment: what that means for the person, and what cannot wait for it. */
export function Away({ title, body, retry, urgent, href }: Props) {
  return (
    <div className="column flow">
      <h1>{title}</h1>
      <p>{body}</p>
      <p>
        <ButtonLink href={href}>{retry}</ButtonLink>
      </p>
      <p>{urgent}</p>
    </div>
  );
}
