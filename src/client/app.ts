import { Application } from '@hotwired/stimulus';
import * as Turbo from '@hotwired/turbo';
import { AutosubmitController } from './controllers/autosubmit_controller';
import { BoardController } from './controllers/board_controller';
import { ChooseController } from './controllers/choose_controller';
import { CommandController } from './controllers/command_controller';
import { CopyController } from './controllers/copy_controller';
import { CounterController } from './controllers/counter_controller';
import { DialogController } from './controllers/dialog_controller';
import { KeysController } from './controllers/keys_controller';
import { LiveController } from './controllers/live_controller';
import { MenuController } from './controllers/menu_controller';
import { MentionController } from './controllers/mention_controller';
import { PreviewController } from './controllers/preview_controller';
import { ReviewController } from './controllers/review_controller';
import { TasksController } from './controllers/tasks_controller';
import { ThemeController } from './controllers/theme_controller';
import { WritingController } from './controllers/writing_controller';

// Turbo's own bar writes a <style> element, which the content policy forbids; base.css draws ours.
Turbo.config.drive.progressBarDelay = 2 ** 31 - 1;

// Some answers to a POST are pages themselves (a link that is shown once), which Turbo would refuse to draw. So forms
// go the browser's own way unless they say data-turbo="true".
Turbo.config.forms.mode = 'optin';

document.documentElement.classList.add('js');

const application = Application.start();
application.register('autosubmit', AutosubmitController);
application.register('board', BoardController);
application.register('choose', ChooseController);
application.register('command', CommandController);
application.register('copy', CopyController);
application.register('counter', CounterController);
application.register('dialog', DialogController);
application.register('keys', KeysController);
application.register('live', LiveController);
application.register('menu', MenuController);
application.register('mention', MentionController);
application.register('preview', PreviewController);
application.register('review', ReviewController);
application.register('tasks', TasksController);
application.register('theme', ThemeController);
application.register('writing', WritingController);
