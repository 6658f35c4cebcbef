import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { sizeWords } from '../state/models/model-words.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import css from './models-dialog.module.css'

/** How files are added, and the folder downloads go to. */
export function FolderLine(): ReactNode {
  const { pickModels, chooseModelsFolder, showModel } = useActions()
  const library = useApp((data) => data.models.library)
  const asking = useApp((data) => data.models.asking)
  return (
    <>
      <div className={css['add']}>
        <Button busy={asking} onClick={pickModels}>
          <Plus size={16} aria-hidden /> Add files…
        </Button>
        <p className={css['note']}>Or drop .gguf files on the window. They stay where they lie.</p>
      </div>
      {library ? (
        <div className={css['folder']}>
          <p className={css['note']}>
            Downloads go to{' '}
            {library.own_folder ? (
              'Sluice’s own folder'
            ) : (
              <span className={css['mono']}>{library.folder}</span>
            )}
            {library.free_bytes === null ? '' : ` · ${sizeWords(library.free_bytes)} free`}
          </p>
          <Button look="text" aria-label="Show it: the models folder" onClick={() => showModel(null)}>
            Show it
          </Button>
          <Button look="text" aria-label="Choose another… models folder" onClick={chooseModelsFolder}>
            Choose another…
          </Button>
        </div>
      ) : null}
    </>
  )
}
