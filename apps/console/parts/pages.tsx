import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null };

/** A list that comes page by page: what is there so far, and how to get more. */
export function usePages<Item>(
  key: readonly unknown[],
  read: (cursor: string | undefined) => Promise<Page<Item>>,
  options: { readonly enabled?: boolean; readonly refetchInterval?: number } = {},
) {
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    ...options,
  });
  return {
    ...list,
    items: list.data?.pages.flatMap((page) => page.items) ?? [],
    again: () => void list.refetch(),
    more: list.hasNextPage ? () => void list.fetchNextPage() : undefined,
  };
}

/** The button below a list that goes on. */
export const More = ({ more, word }: { readonly more: (() => void) | undefined; readonly word: string }) =>
  more ? (
    <button type="button" className="btn s" onClick={more}>
      {word}
    </button>
  ) : null;
