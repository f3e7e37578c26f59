/** The mark: 一, a level line and its shoulder. */
export const Mark = ({ size = 22 }: { readonly size?: number }) => (
  <svg className="mark" width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
    <path d="M1.8 12.1h13.9l3.4-4.1c.5-.6 1.2-.6 1.6.1l2.2 3.9c.6 1.1.1 2.2-1.1 2.2H1.8z" />
  </svg>
);
