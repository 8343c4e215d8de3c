/**
 * Chooses among the models of the plan. With only one there is nothing to choose, so nothing is shown. The browser's own list is opened by a
 * select that nobody sees: it would cut off what does not fit into one line, and the text that is shown in its place breaks into lines.
 */
import { models as words } from "../strings/chat.ts";
import { Icon } from "../ui/icon.tsx";
import { modelLabel, type ModelChoice, modelNotes } from "../usage/model-choice.ts";

type Props = { models: ModelChoice[]; model: string | undefined; onModel: (model: string) => void };

export function ModelPicker({ models, model, onModel }: Props) {
  if (models.length < 2) return null;
  const chosen = models.find(({ id }) => id === model) ?? models[0];
  return (
    <label className="relative flex min-h-10 min-w-0 items-center gap-2 rounded-[1.25rem] py-1 ps-3 pe-2.5 text-muted hover:bg-sunken hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <span className="sr-only">{words.label}</span>
      {chosen && (
        <span aria-hidden="true" className="min-w-0 wrap-anywhere sm:flex sm:flex-wrap sm:items-baseline sm:gap-x-2">
          <span className="block text-sm leading-tight">{chosen.id}</span>
          <span className="block text-xs text-balance">{modelNotes(chosen, models)}</span>
        </span>
      )}
      <Icon name="chevron" className="size-4 shrink-0" />
      <select
        value={model}
        onChange={(event) => onModel(event.target.value)}
        className="absolute inset-0 size-full cursor-pointer appearance-none px-1.5 text-sm opacity-0"
      >
        {models.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {modelLabel(choice, models)}
          </option>
        ))}
      </select>
    </label>
  );
}
