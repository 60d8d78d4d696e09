import { useMutation, useQueryClient } from '@tanstack/react-query';

/** One press of a button: one key, so that what failed on its way and is tried again happens once. */
export function useDeed(onDone?: () => void) {
  const queryClient = useQueryClient();
  const deed = useMutation({
    mutationFn: ({ run }: { readonly run: () => Promise<unknown> }) => run(),
    onSuccess: () => onDone?.(),
    // What somebody else did meanwhile shows too.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['work'] }),
  });
  const press = (run: (key: string) => Promise<unknown>): void => {
    if (!deed.isPending) {
      const key = crypto.randomUUID();
      deed.mutate({ run: () => run(key) });
    }
  };
  return { press, isPending: deed.isPending, error: deed.error, reset: deed.reset };
}
