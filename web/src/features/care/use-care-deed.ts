import { useMutation, useQueryClient } from '@tanstack/react-query';

/** One press of a button: one key, so that what failed on its way and is tried again happens once. */
export function useCareDeed<Done>(onDone?: (done: Done) => void) {
  const queryClient = useQueryClient();
  const deed = useMutation({
    mutationFn: ({ run }: { readonly run: () => Promise<Done> }) => run(),
    onSuccess: async (done) => {
      onDone?.(done);
      await queryClient.invalidateQueries({ queryKey: ['care'] });
    },
  });
  const press = (run: (key: string) => Promise<Done>): void => {
    if (!deed.isPending) {
      const key = crypto.randomUUID();
      deed.mutate({ run: () => run(key) });
    }
  };
  return { press, isPending: deed.isPending, error: deed.error, isSuccess: deed.isSuccess };
}
