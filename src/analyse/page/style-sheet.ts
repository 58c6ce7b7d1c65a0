/** Where the style sheet lies: in a checkout and in an installed package alike. */
import { packageFile } from '../../model/package-files.ts'

export const styleSheet: URL = packageFile('src/analyse/page/style.css')
