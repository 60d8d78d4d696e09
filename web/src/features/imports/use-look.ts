import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer } from 'react';
import { guessQuery, type ImportKind, type LookRequest, requestForget, savedMappingsQuery } from './api.ts';
import { EMPTY_MAPPING, mappingOf, mappingReducer, missingFields } from './mapping.ts';

/** What the uploaded file seems to be, what a person made of its columns, and the faults under that mapping. */
export function useLook(request: LookRequest | null, kind: ImportKind | undefined) {
  const queryClient = useQueryClient();
  const [state, dispatch] = useReducer(mappingReducer, EMPTY_MAPPING);
  const asked = request ?? { upload: '', kind: '', source: '', layout: {} };
  const guess = useQuery({ ...guessQuery(asked), enabled: request !== null });
  const mapping = mappingOf(state.columns);
  const checked = useQuery({
    ...guessQuery({ ...asked, mapping }),
    enabled: request !== null && state.isTouched && guess.isSuccess,
  });
  const { data, isPlaceholderData } = guess;
  useEffect(() => {
    if (data !== undefined && !isPlaceholderData) {
      dispatch({ type: 'guessed', guess: data });
    }
  }, [data, isPlaceholderData]);
  const saved = useQuery(savedMappingsQuery());
  const remembered = saved.data?.items.find((item) => item.kind === asked.kind && item.source === asked.source);
  const forget = useMutation({
    mutationFn: (id: string) => requestForget(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['intake'] }),
  });
  const answer = state.isTouched ? checked.data : data;
  const missing = kind === undefined ? [] : missingFields(kind, state.columns, answer?.missing);
  return {
    guess,
    state,
    dispatch,
    mapping,
    missing,
    faults: missing.length > 0 ? [] : (answer?.faults ?? []),
    isChecking: state.isTouched && checked.isFetching,
    checkError: state.isTouched ? checked.error : null,
    onForget:
      data?.isSaved === true && remembered !== undefined && !state.isTouched
        ? () => forget.mutate(remembered.id)
        : null,
  };
}
