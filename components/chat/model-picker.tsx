/** Chooses among the models of the plan. With only one there is nothing to choose, so nothing is shown. */
import { Icon } from "../ui/icon.tsx";

type Props = { models: string[]; model: string | undefined; onModel: (model: string) => void };

export function ModelPicker({ models, model, onModel }: Props) {
  if (models.length < 2) return null;
  return (
    <label className="relative flex items-center rounded-full text-sm text-muted hover:bg-sunken hover:text-ink">
      <span className="sr-only">Model</span>
      <select
        value={model}
        onChange={(event) => onModel(event.target.value)}
        className="h-10 max-w-52 cursor-pointer appearance-none truncate rounded-full bg-transparent pr-8 pl-3"
      >
        {models.map((id) => (
          <option key={id} value={id}>
            {id}
          </option>
        ))}
      </select>
      <Icon name="chevron" className="pointer-events-none absolute right-2.5 size-4" />
    </label>
  );
}
