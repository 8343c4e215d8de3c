/** Chooses among the models of the plan. With only one there is nothing to choose, so nothing is shown. */
import { models as words } from "../strings/chat.ts";
import { Icon } from "../ui/icon.tsx";
import { modelLabel, type ModelChoice } from "../usage/model-choice.ts";

type Props = { models: ModelChoice[]; model: string | undefined; onModel: (model: string) => void };

export function ModelPicker({ models, model, onModel }: Props) {
  if (models.length < 2) return null;
  return (
    <label className="relative flex items-center rounded-full text-sm text-muted hover:bg-sunken hover:text-ink">
      <span className="sr-only">{words.label}</span>
      <select
        value={model}
        onChange={(event) => onModel(event.target.value)}
        className="h-10 w-full max-w-72 cursor-pointer appearance-none truncate rounded-full bg-transparent ps-3 pe-8"
      >
        {models.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {modelLabel(choice, models)}
          </option>
        ))}
      </select>
      <Icon name="chevron" className="pointer-events-none absolute end-2.5 size-4" />
    </label>
  );
}
