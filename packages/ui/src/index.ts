'use client'

// By name: the compilers of React Server Components take no `export *` in a client module.
export { AlertDialog, type AlertDialogProps } from './alert-dialog.tsx'
export { Banner, type BannerProps } from './banner.tsx'
export { Button, type ButtonProps, type ButtonVariant, Link, LinkButton, type LinkProps } from './button.tsx'
export { Badge, Card, type CardProps, Section } from './card.tsx'
export { Checkbox, type CheckboxProps } from './checkbox.tsx'
export { CodeField, type CodeFieldProps } from './code-field.tsx'
export { CopyButton, type CopyButtonProps } from './copy-button.tsx'
export { Dialog, DialogActions, type DialogProps } from './dialog.tsx'
export {
  Field,
  FieldDescription,
  FieldError,
  FieldInput,
  FieldLabel,
  TextField,
  type TextFieldProps,
} from './field.tsx'
export { List, ListItem, type ListItemProps } from './list.tsx'
export { LiveRegion, VisuallyHidden } from './live-region.tsx'
export { Menu, MenuHeading, MenuItem, type MenuItemProps, MenuLink, type MenuProps, MenuSeparator } from './menu.tsx'
export { NarrowPage, type NavLink, Row, SideNav, Stack, WidePage, type WidePageProps } from './page.tsx'
export { PasswordField, type PasswordFieldProps } from './password-field.tsx'
export { RadioField, type RadioFieldProps, type RadioOption } from './radio-field.tsx'
export { SelectField, type SelectFieldProps } from './select-field.tsx'
export { Spinner } from './spinner.tsx'
export { SwitchField, type SwitchFieldProps } from './switch.tsx'
export { ToastProvider, type Tone, useToast } from './toast.tsx'
