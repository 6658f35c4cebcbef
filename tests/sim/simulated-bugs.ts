import { PLANTED_BUGS } from '../support/planted-bugs.ts'
export const SIMULATED_BUGS = PLANTED_BUGS
